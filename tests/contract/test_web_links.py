"""What a notification leads to is a page of the web app."""

from __future__ import annotations

import re
from pathlib import Path

from guildhall.notifications.models import LINKS
from guildhall.notifications.use_cases.letters import PREFERENCES_PATH

WEB = Path(__file__).parents[2] / "web/src"
NOT_YET = {"/commission-changes/{change_id}", "/partners/webhooks/{endpoint_id}"}
"""Pages that the app lacks (issue 6); who builds one takes it out here."""


def pages() -> list[re.Pattern[str]]:
    """Return the paths of the routes; `:name` stands for one segment, and a `?` for one that may be absent."""
    found = [path for file in WEB.rglob("*.ts") for path in re.findall(r"path: '(/[^']*)'", file.read_text("utf-8"))]
    named = [re.sub(r":\w+(\([^)]*\))?", "[^/]+", path) for path in found if "(.*)*" not in path]
    return [re.compile(re.sub(r"/\[\^/\]\+\?", "(/[^/]+)?", path)) for path in named]


def test_every_notification_leads_to_a_page() -> None:
    known = pages()

    astray = {
        link
        for link in {*LINKS.values(), PREFERENCES_PATH}
        if not any(page.fullmatch(re.sub(r"\{\w+\}", "x", link.partition("#")[0])) for page in known)
    }

    assert astray == NOT_YET
