"""The ordinal lens: the graph model for conflict resolution (Kilgour, Hipel & Fang 1987; Fang, Hipel & Kilgour 1993).

Decision makers, options and preferences that need no numbers; which states are stable under R, GMR, SMR, SEQ and SSEQ,
for single decision makers and for coalitions; how the conflict gets there from the status quo.
"""

from offramp.graphmodel.build import build
from offramp.graphmodel.model import GraphModel, GraphModelError, model_by_moves
from offramp.graphmodel.stability import CONCEPTS, Stability, solve

__all__ = ["CONCEPTS", "GraphModel", "GraphModelError", "Stability", "build", "model_by_moves", "solve"]
