"""Many worlds: solved side by side, kept in a run folder, read back as labelled arrays."""
