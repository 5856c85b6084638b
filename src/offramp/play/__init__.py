"""Playing one side of a solved war: the other plays its equilibrium strategy, nature rolls with a seed.

`table.Match` is the game, the same for the browser and the terminal; `debriefing` says afterwards what was given away.
"""
