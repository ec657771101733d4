"""The parts of layout: where each element stands, how flows run, and how that is written."""
