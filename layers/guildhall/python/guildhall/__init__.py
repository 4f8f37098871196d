"""Guildhall: everything that is ours and not an edge (style.md section 1.1)."""
