"""An archive is taken if it can be unpacked without harm, and is the document that it says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from guildhall.kernel import archives

ZIP = "application/zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
DENSE = bytes(3 * 1024 * 1024)


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def nested(depth: int) -> bytes:
    content = packed({"a.txt": b"a"})
    for _ in range(depth):
        content = packed({"inner.ZIP": content})
    return content


@pytest.mark.parametrize(
    ("content_type", "content", "is_sound"),
    [
        (ZIP, packed({"a.txt": b"words " * 100, "b/c.txt": b""}), True),
        (ZIP, packed({}), True),
        (ZIP, packed({"dense.txt": bytes(900 * 1024)}), True),
        (ZIP, packed({"dense.txt": DENSE}), False),
        (ZIP, packed({"inner.zip": packed({"dense.txt": DENSE})}), False),
        (ZIP, nested(1), True),
        (ZIP, nested(2), False),
        (ZIP, b"PK\x03\x04 and then nothing", False),
        (ZIP, packed({"a.txt": b"a"})[:-30], False),
        (DOCX, packed(DOCUMENT), True),
        (DOCX, packed({"a.txt": b"a"}), False),
        (XLSX, packed(DOCUMENT), False),
        (DOCX, packed({**DOCUMENT, "word/vbaProject.bin": b"macro"}), False),
    ],
    # An archive holds the second in which it was made, so as a name it would differ from process to process.
    ids=[
        "words",
        "empty",
        "small and dense",
        "large and dense",
        "dense inside",
        "one inside",
        "two deep",
        "nothing after the signature",
        "cut off",
        "a document",
        "no document",
        "a document of another kind",
        "a document with macros",
    ],
)
def test_an_archive_is_sound_or_not(content_type: str, content: bytes, *, is_sound: bool) -> None:
    assert archives.is_sound(content_type, content) is is_sound


def test_an_archive_with_more_entries_than_anybody_lists_is_refused() -> None:
    assert not archives.is_sound(ZIP, packed({str(number): b"" for number in range(archives.MOST_ENTRIES + 1)}))
