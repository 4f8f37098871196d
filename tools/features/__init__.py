"""The checklist of what Guildhall must do, and what of it passing tests prove."""
