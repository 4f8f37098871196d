"""The web app in a browser against the whole platform: what web/tests holds, as one test."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.localcloud.cloud import ROOT, free_ports
from tools.localcloud.house import House

PORTS_IN_A_ROW = 4


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Start the platform with web app and demonstration data."""
    house = House(free_ports(PORTS_IN_A_ROW), tmp_path / "state", has_web=True)
    try:
        house.up(print)
        yield house
    finally:
        house.down()


@pytest.mark.timeout(1_500)
def test_every_journey_in_the_browser_passes(house: House) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or not (ROOT / "web/node_modules").exists():
        pytest.skip("needs chromium (apt install chromium) and the web app's packages (make env-web)")
    environ = {**os.environ, "CHROMIUM": chromium, "GUILDHALL_WEB": house.web_url, "GUILDHALL_DESK": house.desk_url}

    done = subprocess.run(
        ["npx", "--no-install", "playwright", "test"], cwd=ROOT / "web", env=environ, check=False, timeout=1_400
    )

    assert done.returncode == 0, "see the lines above: Playwright names each journey that failed"

