"""Solving while a page waits: what-if questions, their spread over worlds, and play, in processes of their own."""
