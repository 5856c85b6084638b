"""Runs in the background: one queue, one run at a time in a process of its own, all of it told by the run folder."""
