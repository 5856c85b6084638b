"""The command line: one file per command, thin; all work is done by `offramp.study`."""
