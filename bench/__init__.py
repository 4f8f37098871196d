"""Benchmarks: every claim about speed, as a ratio against a baseline of the same run."""
