"""The parts of lint: how diagrams are read, what is asked of them, and what a finding says."""
