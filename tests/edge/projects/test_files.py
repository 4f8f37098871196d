"""Files for a project's requirements, from the form to the download."""

from __future__ import annotations

from typing import Any

import pytest

from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.platform.files import CHECK
from tests.edge.projects.conftest import ADA, CLEO, OTHER_CLIENT, PARTNER, Market
from tests.support.http import Answer
from tests.support.messages import Bus
from tests.support.outbox import enqueued
from tests.support.vault import MemoryVault

PDF = b"%PDF-1.7\nrequirements"
FILE: dict[str, Any] = {
    "file_name": "Bäckerei.pdf",
    "content_type": "application/pdf",
    "size_bytes": len(PDF),
}


class Files:
    """The files of one project."""

    def __init__(self, market: Market, vault: MemoryVault, bus: Bus) -> None:
        self.market, self.vault, self.bus = market, vault, bus
        self.project_id = market.posted()
        self.path = f"/v1/projects/{self.project_id}/files"

    def announce(self, by: Actor = CLEO, **changes: Any) -> Answer:
        return self.market.call("POST", self.path, by=by, body={**FILE, **changes})

    def uploaded(self, content: bytes = PDF, content_type: str | None = None, **changes: Any) -> str:
        awaited = self.announce(**changes).body
        self.vault.post(awaited["upload"]["fields"], content, content_type)
        return str(awaited["file"]["file_id"])

    def confirm(self, file_id: str, by: Actor = CLEO) -> Answer:
        return self.market.call("POST", f"{self.path}/{file_id}/confirm", by=by)

    def check(self, file_id: str) -> None:
        key = f"projects/{self.project_id}/{file_id}"
        self.bus.deliver({"id": "msg_1", "meta": {"correlation_id": "cor_1"}, "data": {"type": CHECK, "key": key}})

    def statuses(self, by: Actor = CLEO) -> list[str]:
        return [item["status"] for item in self.market.call("GET", self.path, by=by).body["items"]]


@pytest.fixture
def files(market: Market, vault: MemoryVault, bus: Bus) -> Files:
    return Files(market, vault, bus)


@pytest.mark.feature("PRJ-03")
def test_a_file_goes_through_quarantine_and_its_check_to_the_experts(
    files: Files, vault: MemoryVault, platform: Platform
) -> None:
    awaited = files.announce()
    file_id = awaited.body["file"]["file_id"]
    seen = [files.statuses()]
    vault.post(awaited.body["upload"]["fields"], PDF)
    seen.append([files.confirm(file_id).body["status"]])
    early = files.market.call("GET", f"{files.path}/{file_id}/link", by=ADA)
    files.check(file_id)
    seen.append(files.statuses(by=ADA))
    link = files.market.call("GET", f"{files.path}/{file_id}/link", by=ADA)

    assert (awaited.status, seen) == (201, [["awaited"], ["quarantined"], ["available"]])
    assert (early.status, early.problem) == (409, "files/file-not-available")
    assert (link.status, link.body["url"].endswith(file_id)) == (200, True)
    key = f"projects/{files.project_id}/{file_id}"
    assert (vault.kept, vault.quarantine) == ({key: PDF}, {})
    assert enqueued(platform.tables, "projects") == [{"type": CHECK, "key": key}]


def test_keys_never_contain_names(files: Files, vault: MemoryVault) -> None:
    files.uploaded(file_name="secret merger.pdf")

    assert not any("secret" in key or "merger" in key for key in vault.quarantine)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [(b"MZ" + PDF[2:], None), (PDF + b"more", None), (PDF, "text/plain"), (b"<html>".ljust(len(PDF)), None)],
    ids=["another format", "another size", "another declared type", "a page"],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_kept_nowhere(
    files: Files, vault: MemoryVault, content: bytes, content_type: str | None
) -> None:
    file_id = files.uploaded(content, content_type)

    files.check(file_id)

    assert files.statuses() == ["refused"]
    assert (vault.kept, vault.quarantine) == ({}, {})
    assert files.market.call("GET", f"{files.path}/{file_id}/link", by=CLEO).problem == "files/file-not-available"


def test_a_second_upload_with_the_same_form_does_not_replace_what_was_checked(files: Files, vault: MemoryVault) -> None:
    awaited = files.announce().body
    vault.post(awaited["upload"]["fields"], PDF)
    files.check(awaited["file"]["file_id"])

    vault.post(awaited["upload"]["fields"], b"%PDF-1.7\nother content")
    files.check(awaited["file"]["file_id"])

    assert list(vault.kept.values()) == [PDF]
    assert vault.quarantine == {}


def test_the_check_needs_no_confirmation_and_comes_as_often_as_it_likes(files: Files, bus: Bus) -> None:
    file_id = files.uploaded()

    files.check(file_id)
    files.check(file_id)

    assert files.statuses() == ["available"]
    assert files.confirm(file_id).body["status"] == "available"
    assert (bus.failed, bus.dead) == (0, [])


def test_a_check_may_overtake_the_confirmation_that_is_under_way(files: Files, vault: MemoryVault) -> None:
    file_id = files.uploaded()
    vault.meanwhile = lambda: files.check(file_id)

    answer = files.confirm(file_id)

    assert (answer.status, answer.body["status"]) == (200, "available")


def test_two_checks_of_one_file_may_run_at_once(files: Files, vault: MemoryVault, bus: Bus) -> None:
    file_id = files.uploaded()
    vault.meanwhile = lambda: files.check(file_id)

    files.check(file_id)

    assert files.statuses() == ["available"]
    assert (bus.failed, bus.dead) == (0, [])


def test_what_was_not_uploaded_is_not_confirmed(files: Files) -> None:
    file_id = files.announce().body["file"]["file_id"]

    answer = files.confirm(file_id)

    assert (answer.status, answer.problem) == (409, "files/file-not-uploaded")
    assert files.statuses() == ["awaited"]


@pytest.mark.parametrize(
    ("change", "slug", "pointer"),
    [
        ({"content_type": "text/html"}, "files/file-refused", "/content_type"),
        ({"content_type": "image/svg+xml"}, "files/file-refused", "/content_type"),
        ({"size_bytes": 26 * 1024 * 1024}, "files/file-refused", "/size_bytes"),
        ({"size_bytes": 0}, "files/file-refused", "/size_bytes"),
        ({"size_bytes": "10"}, "invalid", "/size_bytes"),
        ({"file_name": "../../etc/passwd"}, "invalid", "/file_name"),
        ({"file_name": "a\x00b"}, "invalid", "/file_name"),
        ({"file_name": " "}, "invalid", "/file_name"),
        ({"key": "projects/x"}, "invalid", "/key"),
    ],
)
def test_bad_input_is_named_with_its_place(files: Files, change: dict[str, Any], slug: str, pointer: str) -> None:
    answer = files.announce(**change)

    assert (answer.status, answer.problem) == (422, slug)
    assert answer.body["errors"][0]["pointer"] == pointer
    assert files.statuses() == []


def test_only_the_client_attaches_and_strangers_see_nothing(files: Files) -> None:
    file_id = files.uploaded()

    assert files.announce(by=ADA).status == 403
    assert files.confirm(file_id, by=ADA).status == 403
    for stranger in (OTHER_CLIENT, PARTNER):
        assert files.announce(by=stranger).status == 404
        assert files.confirm(file_id, by=stranger).status == 404
        assert files.market.call("GET", files.path, by=stranger).status == 404
        assert files.market.call("GET", f"{files.path}/{file_id}/link", by=stranger).status == 404


def test_a_file_of_another_project_is_unknown(files: Files) -> None:
    file_id = files.uploaded()
    other = files.market.posted()

    answer = files.market.call("POST", f"/v1/projects/{other}/files/{file_id}/confirm", by=CLEO)

    assert (answer.status, answer.problem) == (404, "files/file-unknown")


def test_a_check_of_an_unknown_file_goes_to_the_dead_letters(files: Files, bus: Bus) -> None:
    files.check("fil_none")

    assert [letter["problem"] for letter in bus.dead] == ["files/file-unknown"]
