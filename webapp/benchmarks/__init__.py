"""The running site, measured from outside."""
