"""Breaks the money code on purpose, one place at a time, and says which test noticed (payments.md section 3.5)."""
