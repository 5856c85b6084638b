"""What a run found: weighted summaries over worlds, ready to be told, drawn or written as JSON."""
