"""Scenario discovery: in which worlds does a conclusion fail, said as rules with few conditions.

Way of the data: `gather_cases` -> `prim` or `cart` -> `choose` -> scored on the other half (`discover`) -> `say`.
"""

from offramp.ensemble.discovery.boxes import Box, Limit, Score, score
from offramp.ensemble.discovery.cart import cart
from offramp.ensemble.discovery.cases import Cases, Kind, gather_cases
from offramp.ensemble.discovery.choosing import choose, choosing, prune, quasi_p
from offramp.ensemble.discovery.halves import Rule, Rules, discover, split
from offramp.ensemble.discovery.peeling import Settings
from offramp.ensemble.discovery.prim import Step, Trajectory, cover, prim
from offramp.ensemble.discovery.saying import Wording, conditions, say
from offramp.ensemble.discovery.stability import ComesBack, comes_back

__all__ = [
    "Box",
    "Cases",
    "ComesBack",
    "Kind",
    "Limit",
    "Rule",
    "Rules",
    "Score",
    "Settings",
    "Step",
    "Trajectory",
    "Wording",
    "cart",
    "choose",
    "choosing",
    "comes_back",
    "conditions",
    "cover",
    "discover",
    "gather_cases",
    "prim",
    "prune",
    "quasi_p",
    "say",
    "score",
    "split",
]
