"""Worlds weighed by the record of the war so far; forecasts scored by what happened."""
