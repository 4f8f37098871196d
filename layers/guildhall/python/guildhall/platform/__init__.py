"""The AWS plumbing that every capability shares."""
