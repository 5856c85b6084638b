"""The war as a game: one world under one policy, solved exactly (model.md's backward induction and forward pass)."""
