"""Archives are unpacked once per content, and what nothing used for a week is swept away."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tools.localcloud.unpacked import sweep

EIGHT_DAYS = 8 * 24 * 3600


def test_what_nothing_used_for_a_week_is_swept_and_the_rest_stays(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    then = time.time() - EIGHT_DAYS
    os.utime(tmp_path / "old", (then, then))

    sweep(tmp_path)

    assert [folder.name for folder in tmp_path.iterdir()] == ["new"]


def test_a_folder_that_another_cloud_takes_away_meanwhile_does_not_end_the_sweep(tmp_path: Path) -> None:
    # Listed, but gone when it is looked at.
    for name in ("a", "b"):
        (tmp_path / name).symlink_to(tmp_path / "gone")

    sweep(tmp_path)

    assert len(list(tmp_path.iterdir())) == 2
