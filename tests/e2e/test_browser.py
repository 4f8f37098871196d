"""The web app in a browser against the whole platform: what web/tests holds, as one test."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from bench.lighthouse import TIMED, keep, line, measured, misses
from tools.localcloud.cloud import ROOT, free_ports
from tools.localcloud.house import House
from tools.web.build import DIST, build

PORTS_IN_A_ROW = 4
KIB = 1024
LANGUAGES = ("en", "fr", "ur")
BUDGETS_KIB = {"public": (75, 91), "calendar": (84, 99), "work": (107, 129), "messages": (120, 134)}
"""What a page may need before it can be used, and all that its first visit fetches (decision 0052)."""
HELD = ("/", "/venues/chez-nour", "/projects", "/opportunities", "/venue/bookings", "/admin/settings")
"""Pages that Lighthouse looks at in each run: of visitors, a restaurant's, and one of each who signs in."""
WITH_CALENDAR = ("BookPage", "ManagePage", "WaitingPage")
MESSAGES = "src/features/messaging/pages/MessagesPage.vue"
WITH_PAGE = {MESSAGES: {"src/features/messaging/parts/Thread.vue"}}
"""What a page is not whole without, though its own script does not import it."""
WHEN_IDLE = (
    *("src/runtime.ts", "src/lib/field.ts", "query-persist-client-core/build/modern/index.js"),
    "workbox-window.prod.es5.mjs",
)
OFFLINE = (
    *("index.html", "src/app/desks.ts", "src/app/pages/OfflinePage.vue"),
    *("src/app/shells/Frame.vue", "src/ui/ModalBody.vue", "src/lib/socket.ts"),
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


@pytest.mark.feature("TST-08")
@pytest.mark.timeout(900)
def test_lighthouse_finds_its_thresholds_kept_on_a_page_of_each_kind(house: House) -> None:
    """Hold what does not depend on the machine; what is timed is kept in .local/lighthouse-<day>.json."""
    chromium = _chromium("web/tools/lighthouse/node_modules", "Lighthouse (make env-lighthouse)")

    rows = list(measured(house.web_url, chromium, 1, list(HELD)))
    report = keep(rows, 1, ROOT / ".local")
    missed = [line(row) for row in rows if set(misses(row)) - TIMED]

    assert {row["path"] for row in rows} == set(HELD)
    assert missed == []
    assert {page["path"] for page in json.loads(report.read_text())["pages"]} >= set(HELD)


@pytest.mark.feature("WEB-20")
def test_no_route_sends_more_script_than_its_budget() -> None:
    """Count the exact brotli bytes that a first visit of each page loads, in the language with the most."""
    build()
    manifest = _manifest()
    pages = {name for name in manifest if name.endswith("Page.vue")}
    needs = json.loads((DIST / ".vite/pages.json").read_text())

    sent = {name: _first_visit(manifest, name, needs[name]) for name in pages}
    over = {
        name: sizes
        for name, sizes in sent.items()
        if any(size > budget * KIB for size, budget in zip(sizes, _budget(name, needs[name]), strict=True))
    }

    assert pages
    assert [name for name in pages if not manifest[name].get("isDynamicEntry")] == []
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
    manifest = _manifest()
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
    chromium = _chromium("web/node_modules", "the web app's packages (make env-web)")
    environ = {**os.environ, "CHROMIUM": chromium, "GUILDHALL_WEB": house.web_url, "GUILDHALL_DESK": house.desk_url}
    command = ["npx", "--no-install", "playwright", "test", *options]
    return subprocess.run(command, cwd=ROOT / "web", env=environ, check=False, timeout=patience)


def _chromium(packages: str, of: str) -> str:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None or not (ROOT / packages).exists():
        pytest.skip(f"needs chromium (apt install chromium) and {of}")
    return chromium


def _manifest() -> dict[str, dict[str, Any]]:
    return dict(json.loads((DIST / ".vite/manifest.json").read_text()))


def _budget(name: str, needs: dict[str, Any]) -> tuple[int, int]:
    if name == MESSAGES:
        return BUDGETS_KIB["messages"]
    has_calendar = any(name.endswith(f"/{page}.vue") for page in WITH_CALENDAR)
    return BUDGETS_KIB["work" if needs["frame"] else "calendar" if has_calendar else "public"]


def _first_visit(manifest: dict[str, dict[str, Any]], page: str, needs: dict[str, Any]) -> tuple[int, int]:
    """Return the bytes that a page needs before it can be used, and all that are fetched until nothing more is.

    needs: its words, whether it stands in the frame of work, and whether its address is in the table of further pages.
    """
    desks = {"src/app/desks.ts"} if needs["desks"] else set()
    frame = {"src/app/shells/Frame.vue"} if needs["frame"] else set()
    later = {name for name in manifest if name.endswith(WHEN_IDLE)} | ({"src/app/SignedIn.vue"} if frame else set())
    # Shared parts that the entry fetches by itself have no name of their own: of storage, of refusals, of leaving.
    later |= {name for name in manifest["index.html"]["dynamicImports"] if name.startswith("_part-")}
    sizes = []
    for language in LANGUAGES:
        words = {f"virtual:i18n/{language}/{name}" for name in ("shell", *needs["words"])}
        first = {"index.html", page, *words, *desks, *frame, *WITH_PAGE.get(page, ())}
        whole = {*first, *later, f"virtual:i18n/{language}/problems"}
        sizes.append((_bytes(manifest, first), _bytes(manifest, whole)))
    return max(sizes)


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
