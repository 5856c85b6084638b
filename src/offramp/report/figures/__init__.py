"""Figures of the report: each drawn from findings, with a title that says what to see, words for who cannot see, and a table."""
