"""Places in `lanes`, one flat array: what is known of the settlement of one mover for each rung pair, while it is looked for.

Row i starts at ``i * WIDTH``: with places known when the kernels are compiled, the compiler sees that rows do not overlap. Rung
pairs beyond WIDTH are looked at in further strips.
"""

WIDTH = 16
#: WANT is what the other side asks; BEST so far to the mover, NEXT best of any other chain, THEIRS to the other side, SPOT ``d*N + l``
#: (between two lines a fraction), FLAG 1 where the rules have to be asked.
WANT, BEST, NEXT, THEIRS, SPOT, FLAG, _ENDS = (row * WIDTH for row in range(7))
#: Of the rung pairs that can be satisfied: the least and the most that is asked, and the least that the mover needs.
LEAST, MOST, FLOOR, LANES = range(_ENDS, _ENDS + 4)
#: Value of "no settlement", far below every value of a game (and finite: it is computed with).
NOTHING = -1e200
#: A place this near to a line is on it: rounding leaves less than that between them, everything else more.
ON_LINE = 1e-12
NO_DEAL = -1
