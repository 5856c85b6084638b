"""A war as a game in extensive form, a tree that others' solvers can read: for small games only, for a tree cannot merge states.

from offramp import extensive
tree = extensive.Tree(equilibrium)   # an equilibrium that kept all months
tree.size                            # nodes
text = extensive.efg(tree, "title")  # Gambit's format
"""

from __future__ import annotations

from offramp.extensive.efg import efg
from offramp.extensive.tree import LARGEST, Tree, deepest

__all__ = ["LARGEST", "Tree", "deepest", "efg"]
