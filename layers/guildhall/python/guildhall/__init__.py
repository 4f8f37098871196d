"""Guildhall: everything that is ours and not an edge (style.md section 1.1)."""

from guildhall.platform import cold_start

# Edges import this package before any other (functions/ruff.toml): the imports after it are what a start costs.
cold_start.prepare()
