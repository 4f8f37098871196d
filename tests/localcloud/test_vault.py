"""The port `Vault` keeps its promises in memory, as other tests use it, and on S3."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guildhall.kernel.errors import Unavailable
from guildhall.kernel.files import Attachment
from guildhall.platform.vault import BucketSettings, S3Vault, Vault
from tests.support.vault import MemoryVault
from tools.localcloud import LocalCloud

TEXT = b"What we need: bread, daily."
FILE = Attachment(
    "fil_1", "projects", "prj_1", "Bäckerei.txt", "text/plain", len(TEXT), "acc_1", datetime(2026, 3, 2, tzinfo=UTC)
)
Post = Callable[[str, dict[str, str], bytes], int]


def post_form(url: str, fields: dict[str, str], content: bytes) -> int:
    """Post a form as a browser does; return the HTTP status."""
    line = b"--boundary\r\nContent-Disposition: form-data; name="
    parts = [line + f'"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
    parts.append(line + b'"file"; filename="f"\r\nContent-Type: text/plain\r\n\r\n' + content + b"\r\n--boundary--\r\n")
    headers = {"Content-Type": "multipart/form-data; boundary=boundary"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, b"".join(parts), headers)) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return int(refused.code)


def s3(cloud: LocalCloud, patch: pytest.MonkeyPatch) -> S3Vault:
    for name, value in {
        "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{cloud.port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }.items():
        patch.setenv(name, value)
    for bucket in ("vault-quarantine", "vault-files"):
        cloud.client("s3").create_bucket(Bucket=bucket)
    return S3Vault(BucketSettings("vault-quarantine", "vault-files"))


@pytest.fixture(params=["memory", "s3"])
def vault(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Vault:
    if request.param == "memory":
        return MemoryVault()
    return s3(request.getfixturevalue("cloud"), monkeypatch)


def upload(vault: Vault, content: bytes) -> None:
    url, fields = vault.form(FILE)
    if isinstance(vault, MemoryVault):
        vault.post(fields, content)
    else:
        assert post_form(url, fields, content) == 204


def test_a_file_is_described_read_kept_and_dropped(vault: Vault) -> None:
    assert vault.look(FILE.key) is None
    upload(vault, TEXT)

    stored = vault.look(FILE.key)
    assert stored is not None
    assert (stored.size_bytes, stored.content_type) == (len(TEXT), "text/plain")
    assert vault.start(FILE.key, stored.tag) == TEXT
    vault.keep(FILE.key, stored.tag)
    vault.drop(FILE.key)
    vault.drop(FILE.key)

    assert vault.look(FILE.key) is None


def test_content_that_was_replaced_after_the_look_is_neither_read_nor_kept(vault: Vault) -> None:
    upload(vault, TEXT)
    stored = vault.look(FILE.key)
    assert stored is not None
    upload(vault, TEXT[::-1])

    with pytest.raises((Unavailable, AssertionError)):
        vault.start(FILE.key, stored.tag)
    with pytest.raises((Unavailable, AssertionError)):
        vault.keep(FILE.key, stored.tag)


def test_s3_holds_the_upload_to_its_form(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = s3(cloud, monkeypatch)
    url, fields = vault.form(FILE)

    assert post_form(url, fields, TEXT + b"!") == 400
    assert post_form(url, fields, TEXT[:-1]) == 400
    assert post_form(url, {**fields, "key": "projects/prj_2/fil_1"}, TEXT) == 403
    assert post_form(url, {**fields, "Content-Type": "text/html"}, TEXT) == 403
    assert vault.look("projects/prj_2/fil_1") is None


def test_s3_refuses_a_form_that_has_expired_and_keeps_nothing(
    cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = s3(cloud, monkeypatch)
    monkeypatch.setattr("guildhall.platform.vault.FORM_SECONDS", -1)
    file = replace(FILE, file_id="fil_late")
    url, fields = vault.form(file)

    assert post_form(url, fields, TEXT) == 403
    assert vault.look(file.key) is None


def test_a_kept_file_downloads_under_its_name(cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = s3(cloud, monkeypatch)
    upload(vault, TEXT)
    stored = vault.look(FILE.key)
    assert stored is not None
    vault.keep(FILE.key, stored.tag)

    with urllib.request.urlopen(vault.link(FILE)) as answer:
        assert answer.read() == TEXT
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''B%C3%A4ckerei.txt"


def test_what_we_make_ourselves_stays_and_what_is_not_there_is_nothing(vault: Vault) -> None:
    vault.put("bookings/ven_1/img_1/320.webp", b"RIFF", "image/webp")

    assert vault.get("bookings/ven_1/img_1/320.webp") == b"RIFF"
    assert vault.get("bookings/ven_1/img_1/640.webp") is None


def test_an_erased_file_is_gone_with_what_lay_under_it_and_in_every_version(vault: Vault) -> None:
    for key in ("messaging/cnv_1/fil_1", "messaging/cnv_1/fil_1/320.webp", "messaging/cnv_1/fil_2"):
        vault.put(key, b"first", "text/plain")
        vault.put(key, b"second", "text/plain")

    vault.erase("messaging/cnv_1/fil_1")
    vault.erase("messaging/cnv_1/fil_1")

    assert vault.get("messaging/cnv_1/fil_1") is None
    assert vault.get("messaging/cnv_1/fil_1/320.webp") is None
    assert vault.get("messaging/cnv_1/fil_2") == b"second"


def test_all_of_an_upload_is_read_but_not_what_took_its_place(vault: Vault) -> None:
    upload(vault, TEXT)
    stored = vault.look(FILE.key)
    assert stored is not None

    assert vault.read(FILE.key, stored.tag) == TEXT
    upload(vault, TEXT[::-1])
    with pytest.raises((Unavailable, AssertionError)):
        vault.read(FILE.key, stored.tag)
