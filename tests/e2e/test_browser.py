"""The web app in a browser against the whole platform: what web/tests holds, as one test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from tools.localcloud.cloud import ROOT, free_ports
from tools.localcloud.house import House
from tools.web.build import DIST, build

PORTS_IN_A_ROW = 4
KIB = 1024
PUBLIC = (
    *("HomePage", "LoginPage", "identity/pages/RegisterPage", "AboutPage", "ContactPage"),
    *("StatusPage", "NotFoundPage", "ForbiddenPage", "OfflinePage"),
    *("VenueHomePage", "VenueMenuPage", "VenueAboutPage", "VenueGalleryPage", "VenueContactPage"),
)
WITH_CALENDAR = ("BookPage", "ManagePage")
"""Open to anybody too."""
OPEN = (*PUBLIC, *WITH_CALENDAR)
PUBLIC_KIB, WORK_KIB, CALENDAR_KIB = 70, 95, 80
SHELL = ("en/shell",)
OFFLINE = (
    *("index.html", "src/app/desks.ts", "src/app/pages/OfflinePage.vue"),
    *("src/app/shells/Frame.vue", "src/ui/ModalBody.vue"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Start the platform with web app and demonstration data."""
    house = House(free_ports(PORTS_IN_A_ROW), tmp_path_factory.mktemp("house") / "state", has_web=True)
    try:
        house.up(print)
        yield house
    finally:
        house.down()


@pytest.mark.timeout(1_500)
def test_every_journey_in_the_browser_passes(house: House) -> None:
    done = _playwright(house, "tests/e2e/", patience=1_400)

    assert done.returncode == 0, "see the lines above: Playwright names each journey that failed"


def test_previews_of_links_read_pages_without_running_them(house: House) -> None:
    """Ask as a robot does: no script runs, and what it reads stands in the page that the app starts from."""
    venue, menu, gone, home = (
        _read(house, path)
        for path in ("/venues/chez-nour?hl=fr", "/venues/chez-nour/menu", "/venues/no-such-place", "/about?hl=ur")
    )

    assert (venue[0], menu[0], gone[0], home[0]) == (200, 200, 404, 200)
    assert "<title>Chez Nour · Lyon</title>" in venue[1]
    assert f'<link rel="canonical" href="{house.web_url}/venues/chez-nour?hl=fr">' in venue[1]
    picture = re.search(r'property="og:image" content="([^"]+\.webp)"', venue[1])
    assert picture is not None
    assert urlopen(picture[1], timeout=30).headers["Content-Type"] == "image/webp"
    assert '"@type":"Restaurant"' in venue[1]
    assert '"@type":"Menu"' in menu[1]
    assert 'name="robots" content="noindex"' in gone[1]
    assert '<html lang="ur" dir="rtl"' in home[1]
    for _, page in (venue, menu, gone, home):
        assert page.count('<script type="module"') == 1


@pytest.mark.timeout(1_200)
def test_every_page_keeps_what_axe_can_check(house: House) -> None:
    done = _playwright(house, "--config", "playwright.a11y.config.ts", patience=1_100)

    assert done.returncode == 0, "see the lines above: axe names the rule and the element of each page"


@pytest.mark.feature("WEB-20")
def test_no_route_sends_more_script_than_its_budget() -> None:
    """Count the exact brotli bytes that a first visit of each page loads: entry, page, and what they import."""
    build()
    manifest: dict[str, dict[str, Any]] = json.loads((DIST / ".vite/manifest.json").read_text())
    pages = {name: chunk for name, chunk in manifest.items() if name.endswith("Page.vue")}
    words = [name for name in manifest if name.endswith(SHELL)]

    frame = "src/app/shells/Frame.vue"
    sent = {
        name: _bytes(manifest, {"index.html", name, *words} | (set() if _is_any(name, OPEN) else {frame}))
        for name in pages
    }

    assert pages
    assert [name for name, chunk in pages.items() if not chunk.get("isDynamicEntry")] == []
    over = {name: size for name, size in sent.items() if size > _budget(name) * KIB}
    assert over == {}


@pytest.mark.feature("WEB-05")
def test_the_installed_app_has_a_window_icons_and_shortcuts_of_its_own() -> None:
    build()
    manifest = json.loads((DIST / "manifest.webmanifest").read_text())

    assert (manifest["display"], manifest["scope"]) == ("standalone", "/")
    assert manifest["start_url"].startswith(manifest["scope"])
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert "maskable" in {icon.get("purpose") for icon in manifest["icons"]}
    assert [icon["src"] for icon in manifest["icons"] if not (DIST / icon["src"].lstrip("/")).exists()] == []
    assert {shortcut["url"] for shortcut in manifest["shortcuts"]} == {"/messages", "/contracts"}
    assert "viewport-fit=cover" in (DIST / "index.html").read_text()


def test_what_opens_without_a_network_is_kept_with_all_that_it_imports() -> None:
    build()
    manifest: dict[str, dict[str, Any]] = json.loads((DIST / ".vite/manifest.json").read_text())
    kept = (DIST / "sw.js").read_text()

    missing = {file for file in _files(manifest, set(OFFLINE)) if f'"{file}"' not in kept}

    assert missing == set()


def _read(house: House, path: str) -> tuple[int, str]:
    try:
        with urlopen(house.web_url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as refused:
        return refused.code, refused.read().decode()


def _playwright(house: House, *options: str, patience: int) -> subprocess.CompletedProcess[bytes]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or not (ROOT / "web/node_modules").exists():
        pytest.skip("needs chromium (apt install chromium) and the web app's packages (make env-web)")
    environ = {**os.environ, "CHROMIUM": chromium, "GUILDHALL_WEB": house.web_url, "GUILDHALL_DESK": house.desk_url}
    command = ["npx", "--no-install", "playwright", "test", *options]
    return subprocess.run(command, cwd=ROOT / "web", env=environ, check=False, timeout=patience)


def _budget(name: str) -> int:
    return CALENDAR_KIB if _is_any(name, WITH_CALENDAR) else PUBLIC_KIB if _is_any(name, PUBLIC) else WORK_KIB


def _is_any(name: str, pages: Iterable[str]) -> bool:
    """Tell whether a file is one of these pages, which are named by the end of its path."""
    return any(name.endswith(f"/{page}.vue") for page in pages)


def _bytes(manifest: dict[str, dict[str, Any]], names: set[str]) -> int:
    return sum(_sent(DIST / file) for file in _files(manifest, names))


def _files(manifest: dict[str, dict[str, Any]], names: set[str]) -> set[str]:
    """Return the scripts of these sources with all that they import."""
    files: set[str] = set()
    waiting = list(names)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        files.add(manifest[name]["file"])
        waiting += manifest[name].get("imports", [])
    return files


def _sent(file: Path) -> int:
    packed = file.with_name(file.name + ".br")
    return (packed if packed.exists() else file).stat().st_size
