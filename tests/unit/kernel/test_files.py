"""A file is taken for what it is, not for what it says."""

from __future__ import annotations

import pytest

from guildhall.kernel.files import START_BYTES, FileRefused, check_declared, is_what_it_says

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
CUT = ("x" * (START_BYTES - 1) + "é").encode()[:START_BYTES]
"""Two bytes of the last character would not fit."""


@pytest.mark.parametrize(
    ("content_type", "start", "is_good"),
    [
        ("application/pdf", b"%PDF-1.7\n", True),
        ("application/pdf", b"MZ\x90\x00", False),
        ("application/pdf", b"", False),
        ("image/png", PNG, True),
        ("image/jpeg", PNG, False),
        ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF", True),
        ("image/webp", b"RIFF\x24\x00\x00\x00WEBPVP8 ", True),
        ("image/webp", b"RIFF\x24\x00\x00\x00WAVEfmt ", False),
        ("audio/webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", True),
        ("audio/webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x88matroska", False),
        ("audio/ogg", b"OggS\x00\x02", True),
        ("audio/ogg", b"ID3", False),
        ("audio/mp4", b"\x00\x00\x00\x1cftypM4A ", True),
        ("audio/mp4", b"ftypM4A and no length", False),
        (DOCX, b"PK\x03\x04\x14\x00", True),
        (DOCX, b"<html>", False),
        ("text/plain", "Grüße, سلام".encode(), True),
        ("text/plain", b"", True),
        ("text/csv", b"a;b\x00c", False),
        ("text/plain", b"\x89PNG", False),
        ("text/plain", b"short and cut \xc3", False),
        ("text/plain", CUT, True),
        ("text/html", b"<html>", False),
    ],
)
def test_the_beginning_of_a_file_tells_its_type(content_type: str, start: bytes, *, is_good: bool) -> None:
    assert is_what_it_says(content_type, start) is is_good


@pytest.mark.parametrize(
    ("content_type", "size_bytes", "pointers"),
    [
        ("image/svg+xml", 10, ["/content_type"]),
        ("text/html", 0, ["/content_type", "/size_bytes"]),
        ("text/plain", 25 * 1024 * 1024 + 1, ["/size_bytes"]),
        ("text/plain", -1, ["/size_bytes"]),
    ],
)
def test_what_is_not_taken_is_named_with_its_place(content_type: str, size_bytes: int, pointers: list[str]) -> None:
    with pytest.raises(FileRefused) as refused:
        check_declared(content_type, size_bytes)

    assert [fault.pointer for fault in refused.value.faults] == pointers
