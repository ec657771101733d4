"""The entries of the association's file and of the lists: clauses, roles, channels, tools, ballots, parameters."""
