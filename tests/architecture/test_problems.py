"""Problems are a public contract: unique slugs, each with a page that says what to do."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import guildhall
from guildhall.kernel.errors import Problem

PAGES = Path(__file__).parents[2] / "docs/problems"


def problems() -> list[type[Problem]]:
    for module in pkgutil.walk_packages(guildhall.__path__, "guildhall."):
        importlib.import_module(module.name)
    # Other tests of the same run may have made up problems of their own.
    return [problem for problem in _descendants(Problem) if problem.__module__.startswith("guildhall.")]


def _descendants(cls: type[Problem]) -> set[type[Problem]]:
    return {leaf for child in cls.__subclasses__() for leaf in {child, *_descendants(child)}}


def test_slugs_are_unique() -> None:
    slugs = [problem.slug for problem in problems() if "slug" in vars(problem)]

    assert sorted(slugs) == sorted(set(slugs))


def test_every_slug_has_a_page_and_every_page_a_slug() -> None:
    slugs = {problem.slug for problem in problems()}
    pages = {page.relative_to(PAGES).with_suffix("").as_posix() for page in PAGES.rglob("*.md")}

    assert (slugs - pages, pages - slugs) == (set(), set())
