"""Worlds weighed by the record of the war so far."""
