"""Does the argument hold, and when not: readings, conclusions, obstacles, timing, testing by talking."""
