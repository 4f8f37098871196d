"""The world of these tests."""

from tests.support.worlds import before, made_world, steady_world, world

__all__ = ["before", "made_world", "steady_world", "world"]
