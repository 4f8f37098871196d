"""Images that are written anew: what is read, and what browsers choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_PIXELS = 40_000_000
"""Four bytes each, so that a decoder stays far below a function's memory."""
DECODERS: Mapping[str, str] = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
"""The one decoder that may look at a file of a type: a type that lies meets none."""


class ImageUnreadable(Exception):
    """What was uploaded is not the image that it says, is damaged, or would fill the memory."""


class Format(StrEnum):
    """Of variants, the smaller first."""

    AVIF = "avif"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class Variant:
    """One file that browsers choose from."""

    width: int
    height: int
    format: Format
    size_bytes: int

    @property
    def name(self) -> str:
        """What addresses call it."""
        return f"{self.width}.{self.format}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What becomes of an upload. placeholder: a data URI of some hundred bytes, to show at once."""

    width: int
    height: int
    placeholder: str
    files: tuple[tuple[Variant, bytes], ...]


def widths_of(width: int, offered: Sequence[int]) -> list[int]:
    """Return the widths of the variants of an image, narrowest first; a narrow image keeps its own.

    offered: ascending; a variant is never wider than the image.
    """
    return sorted({*(each for each in offered if each < width), min(width, offered[-1])})
