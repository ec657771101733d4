"""Runs a policy's diagrams for real cases: Python and SQLAlchemy, no web framework."""
