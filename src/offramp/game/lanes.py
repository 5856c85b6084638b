"""Rows of `lanes` (rows, R): what is known of the settlement of one mover for each rung pair, while it is being looked for.

BEST so far to the mover, NEXT best of any other chain, THEIRS to the other side, SPOT ``d*N + l`` (between two lines a fraction).
"""

BEST, NEXT, THEIRS, SPOT, LANES = range(5)
#: Value of "no settlement", far below every value of a game (and finite: it is computed with).
NOTHING = -1e200
#: A place this near to a line is on it: rounding leaves less than that between them, everything else more.
ON_LINE = 1e-12
NO_DEAL = -1
