"""Evidence over HTTP: uploaded by a form, entered with its digest, seen by both sides, sealed by the decision."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from guildhall.disputes.models import Evidence
from tests.support.deals import ADA, ADMIN, CLEO, STRANGER
from tests.support.disputes import IRIS, PDF, Hearing


def listed(hearing: Hearing, by: Any = CLEO) -> Any:
    return hearing.call("GET", f"{hearing.path}/evidence", by=by).body


@pytest.mark.feature("DSP-03")
def test_uploaded_evidence_is_hashed_into_a_manifest_that_everybody_in_the_dispute_can_check(
    hearing: Hearing,
) -> None:
    hearing.filed()
    first, second = hearing.show(CLEO), hearing.show(ADA, b"%PDF-1.7\nthe mail")

    seen = [listed(hearing, by) for by in (CLEO, ADA, ADMIN)]

    assert seen[0] == seen[1] == seen[2]
    assert [piece["sha256"] for piece in seen[0]["items"]] == [
        hashlib.sha256(content).hexdigest() for content in (PDF, b"%PDF-1.7\nthe mail")
    ]
    previous = ""
    for line, evidence_id in zip(seen[0]["manifest"], (first, second), strict=True):
        said = {name: line[name] for name in line if name != "digest"}
        text = json.dumps(said, sort_keys=True, separators=(",", ":"))
        assert (line["evidence_id"], line["previous"]) == (evidence_id, previous)
        assert line["digest"] == hashlib.sha256(text.encode()).hexdigest()
        previous = line["digest"]
    assert seen[0]["is_unbroken"]
    for by in (CLEO, ADA, ADMIN):
        assert hearing.call("GET", f"{hearing.path}/evidence/{first}/link", by=by).status == 200
    assert hearing.call("GET", f"{hearing.path}/evidence/{first}/link", by=STRANGER).status == 404


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [({"content_type": "text/html"}, "/content_type"), ({"size_bytes": 26 * 1024 * 1024}, "/size_bytes")],
)
def test_what_is_no_evidence_by_type_or_size_is_refused(
    hearing: Hearing, changes: dict[str, Any], pointer: str
) -> None:
    hearing.filed()

    answer = hearing.announce(CLEO, **changes)

    assert (answer.status, answer.problem) == (422, "files/file-refused")
    assert [error["pointer"] for error in answer.body["errors"]] == [pointer]


@pytest.mark.parametrize(
    "name", ["<img src=x onerror=alert(1)>.png", 'a" onload="x.pdf', "invoice\u202efdp.exe", "../a.pdf"]
)
def test_a_name_that_a_page_would_run_or_that_hides_its_ending_is_refused(hearing: Hearing, name: str) -> None:
    hearing.filed()

    answer = hearing.announce(CLEO, file_name=name)

    assert answer.status == 422
    assert [(error["pointer"], error["code"]) for error in answer.body["errors"]] == [("/file_name", "file_name")]
    assert answer.body["errors"][0]["detail"].startswith("rename the file")
    assert listed(hearing)["items"] == []


def test_a_file_that_is_not_what_it_says_is_not_entered(hearing: Hearing) -> None:
    hearing.filed()
    hearing.show(CLEO, b"<html>not a PDF at all")

    (piece,) = listed(hearing)["items"]

    assert (piece["state"], piece["sha256"]) == ("refused", None)
    assert listed(hearing)["manifest"] == []
    assert listed(hearing, ADA)["items"] == []


def test_ones_own_evidence_is_withdrawn_before_it_is_sealed_and_the_manifest_remembers(hearing: Hearing) -> None:
    hearing.filed()
    evidence_id = hearing.show(CLEO)

    others = hearing.do(f"evidence/{evidence_id}/withdraw", by=ADA)
    own = hearing.do(f"evidence/{evidence_id}/withdraw", by=CLEO)
    again = hearing.do(f"evidence/{evidence_id}/withdraw", by=CLEO)

    assert (others.status, own.body["state"]) == (403, "withdrawn")
    assert again.problem == "disputes/evidence-refused"
    assert [line["kind"] for line in listed(hearing)["manifest"]] == ["added", "withdrawn"]
    assert listed(hearing)["is_unbroken"]
    assert listed(hearing, ADA)["items"] == []
    assert hearing.call("GET", f"{hearing.path}/evidence/{evidence_id}/link", by=ADA).status == 404


def test_a_decision_names_what_it_was_made_on_and_an_appeal_adds_to_it_only(hearing: Hearing) -> None:
    hearing.arbitrated()
    old = hearing.show(CLEO)
    decided = hearing.decide(IRIS, 20_000).body["decisions"][0]
    sealed = hearing.do(f"evidence/{old}/withdraw", by=CLEO)
    hearing.do("appeal", by=CLEO, body={"text": "There is more to be seen."})
    still_sealed = hearing.do(f"evidence/{old}/withdraw", by=CLEO)
    new = hearing.show(CLEO, b"%PDF-1.7\nmore")
    withdrawn = hearing.do(f"evidence/{new}/withdraw", by=CLEO)

    manifest = listed(hearing)["manifest"]
    assert decided["evidence_digest"] == manifest[0]["digest"]
    assert {sealed.problem, still_sealed.problem} == {"disputes/evidence-refused"}
    assert withdrawn.body["state"] == "withdrawn"
    assert [line["kind"] for line in manifest] == ["added", "added", "withdrawn"]


def test_a_file_that_arrives_after_the_decision_is_not_entered(hearing: Hearing) -> None:
    hearing.arbitrated()
    announced = hearing.announce(CLEO)
    fields = announced.body["upload"]["fields"]
    hearing.vault.post(fields, PDF)
    hearing.decide(IRIS, 20_000)

    hearing.check(fields["key"])

    assert [piece["state"] for piece in listed(hearing)["items"]] == ["refused"]
    assert hearing.shown()["decisions"][0]["evidence_digest"] == ""


def test_a_file_that_is_checked_twice_is_entered_once(hearing: Hearing) -> None:
    hearing.filed()
    hearing.show(CLEO)
    (piece,) = hearing.disputes.list_evidence(CLEO, hearing.dispute_id)[0]
    assert isinstance(piece, Evidence)

    hearing.check(f"disputes/{hearing.dispute_id}/{piece.evidence_id}")

    assert len(listed(hearing)["manifest"]) == 1
    assert hearing.bus.dead == []


def test_a_side_shows_so_much_and_no_more(hearing: Hearing) -> None:
    hearing.filed()
    for _ in range(25):
        assert hearing.announce(CLEO).status == 201

    assert hearing.announce(CLEO).problem == "disputes/too-much-said"
    assert hearing.announce(ADA).status == 201
