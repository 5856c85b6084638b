"""Drafts are checked here, in the solving process: reading a long scenario takes longer than a keystroke."""

from offramp.web.drafts import checked

__all__ = ["checked"]
