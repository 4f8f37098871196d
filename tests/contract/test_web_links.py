"""What a notification leads to is a page of the web app."""

from __future__ import annotations

import re
from pathlib import Path

from guildhall.notifications.models import ANNOUNCED, LINKS
from guildhall.notifications.use_cases.letters import PREFERENCES_PATH
from guildhall.partners.use_cases.public_events import NAMES

WEB = Path(__file__).parents[2] / "web/src"


def pages() -> list[re.Pattern[str]]:
    """Return the paths of the routes; `:name` stands for one segment, and a `?` for one that may be absent."""
    found = [path for file in WEB.rglob("*.ts") for path in re.findall(r"path: '(/[^']*)'", file.read_text("utf-8"))]
    named = [re.sub(r":\w+(\([^)]*\))?", "[^/]+", path) for path in found if "(.*)*" not in path]
    return [re.compile(re.sub(r"/\[\^/\]\+\?", "(/[^/]+)?", path)) for path in named]


def test_every_notification_leads_to_a_page() -> None:
    known = pages()

    astray = {
        link
        for link in {PREFERENCES_PATH, *(link for kind, link in LINKS.items() if kind not in ANNOUNCED)}
        if not any(page.fullmatch(re.sub(r"\{\w+\}", "x", link.partition("#")[0])) for page in known)
    }

    assert astray == set()


def test_the_app_offers_every_event_that_partners_can_hear_of() -> None:
    source = (WEB / "features/partners/model.ts").read_text("utf-8")
    listed = source.partition("export const EVENTS = [")[2].partition("]")[0]

    assert tuple(re.findall(r"'([\w.]+)'", listed)) == NAMES
