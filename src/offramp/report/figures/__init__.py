"""Figures of the report, drawn from findings, with titles that say what to see, alternatives in words, and tables."""
