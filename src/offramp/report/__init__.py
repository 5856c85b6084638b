"""Findings told: words, tables, figures, one self-contained page, JSON."""
