"""Journeys through the public interfaces only: the main job, the demonstration data, the chaos run."""
