"""A fix that no longer finds what it was written against says so instead of doing half of its work."""

from __future__ import annotations

import os
import subprocess
import types
from pathlib import Path

import pytest

from tools.localcloud.cloud import ROOT
from tools.localcloud.replace import TargetMoved, fingerprint, replace


def stock() -> str:
    return "stock"


def ours() -> str:
    return "ours"


def moved() -> str:
    return "moved"


def test_a_replacement_takes_the_place_and_returns_what_was_there() -> None:
    owner = types.ModuleType("owner")
    owner.__dict__["act"] = stock

    assert replace(owner, "act", fingerprint(stock), ours) is stock
    assert owner.act() == "ours"


def test_a_target_with_another_source_is_refused() -> None:
    owner = types.ModuleType("owner")
    owner.__dict__["act"] = moved

    with pytest.raises(TargetMoved, match=r"owner\.act has the fingerprint"):
        replace(owner, "act", fingerprint(stock), ours)
    assert owner.act() == "moved"


def test_two_fixes_may_wrap_one_function() -> None:
    known = fingerprint(stock)
    owner = types.ModuleType("owner")
    owner.__dict__["act"] = stock

    def wrapped() -> str:
        return "wrapped"

    replace(owner, "act", known, wrapped)

    assert fingerprint(wrapped) == known


def test_another_version_of_ministack_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ministack-9.9.dist-info").mkdir()
    (tmp_path / "ministack-9.9.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: ministack\nVersion: 9.9\n"
    )
    environ = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}

    done = subprocess.run(
        [str(ROOT / ".local/cloud/bin/python"), "-m", "tools.localcloud.launcher"],
        env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith("the fixes were made for ministack 1.5.33, but 9.9 is installed")
