"""The project's own measurements, each beside what it is measured against (docs/benchmarks.md)."""
