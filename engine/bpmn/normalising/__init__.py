"""The steps by which a stranger's diagram becomes one that lint can speak about."""
