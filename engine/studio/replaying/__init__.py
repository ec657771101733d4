"""Closed cases' recorded answers through another version: read, walked in memory, compared; nothing is written."""
