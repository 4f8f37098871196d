"""Archives that people hand in (ZIP APPNOTE): whether they are what they say, and not made to fill a disk."""

from __future__ import annotations

import io
import zipfile

MOST_UNPACKED = 1024 * 1024 * 1024
"""Bytes, of an archive and those inside it together."""
MOST_RATIO = 100
"""Unpacked to packed; Apache POI draws the same line for office documents. Small archives may be denser."""
ALWAYS_SMALL = 1024 * 1024
MOST_ENTRIES = 10_000
MOST_NESTED = 32 * 1024 * 1024
"""Bytes of an archive inside another, as far as it is looked into."""
DEEPEST = 2
"""An archive may hold archives; those may hold none."""
_PARTS = {"wordprocessingml.document": "word/", "spreadsheetml.sheet": "xl/", "presentationml.presentation": "ppt/"}
"""Folders that an office document of a type has (ECMA-376 part 2)."""


def is_sound(content_type: str, content: bytes) -> bool:
    """Tell whether an archive can be listed, unpacks to a bearable size, and has what its type must have."""
    try:
        names, size = _listed(content, 1)
    # Directories of damaged or hostile archives raise all of these.
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        return False
    if size > MOST_UNPACKED or (size > ALWAYS_SMALL and size > MOST_RATIO * len(content)):
        return False
    folder = next((part for kind, part in _PARTS.items() if content_type.endswith(kind)), None)
    if folder is None:
        return True
    # A macro is a program; the types that may have one are not taken.
    is_document = "[Content_Types].xml" in names and any(name.startswith(folder) for name in names)
    return is_document and not any(name.lower().endswith("vbaproject.bin") for name in names)


def _listed(content: bytes, depth: int) -> tuple[list[str], int]:
    """Return the names in an archive and the bytes that it unpacks to. Raises ValueError if that is beyond bearing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        size = sum(entry.file_size for entry in entries)
        if len(entries) > MOST_ENTRIES or size > MOST_UNPACKED:
            raise ValueError("too much in it")
        for entry in entries:
            if entry.filename.lower().endswith(".zip"):
                size += _nested(archive, entry, depth)
    return [entry.filename for entry in entries], size


def _nested(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int) -> int:
    if depth == DEEPEST or entry.file_size > MOST_NESTED:
        raise ValueError("archives too deep in archives")
    with archive.open(entry) as inner:
        return _listed(inner.read(MOST_NESTED), depth + 1)[1]
