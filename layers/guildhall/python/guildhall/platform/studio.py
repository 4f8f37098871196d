"""Images decoded, turned upright and written anew by Pillow; only the function that renders loads it.

What is shown is painted onto a new image, so nothing that the camera wrote (place, time, device, previews) goes along.
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from guildhall.kernel.images import DECODERS, MOST_PIXELS, Format, ImageUnreadable, Rendered, Variant, widths_of

if TYPE_CHECKING:
    from PIL.Image import Image

OPTIONS: Mapping[Format, dict[str, Any]] = {
    # Measured on photographs of 12 megapixels: half a second and 120 kB at 1280 pixels, without visible loss.
    Format.AVIF: {"quality": 55, "speed": 8},
    Format.WEBP: {"quality": 78, "method": 4},
}
PLACEHOLDER_WIDTH = 16


@dataclass(frozen=True, slots=True)
class PillowStudio:
    """Makes variants. widths: of them, ascending; never wider than what was handed in."""

    widths: tuple[int, ...]
    formats: tuple[Format, ...] = tuple(Format)

    def render(self, content: bytes, content_type: str) -> Rendered:
        """Return the variants of an upload. Raises ImageUnreadable."""
        upright = _decoded(content, content_type)
        files = []
        for width in widths_of(upright.width, self.widths):
            height = max(1, round(upright.height * width / upright.width))
            sized = upright if width == upright.width else upright.resize((width, height), reducing_gap=3.0)
            for kind in self.formats:
                written = _written(sized, kind, **OPTIONS[kind])
                files.append((Variant(sized.width, sized.height, kind, len(written)), written))
        return Rendered(upright.width, upright.height, _placeholder(upright), tuple(files))


def _decoded(content: bytes, content_type: str) -> Image:
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(content), formats=(DECODERS[content_type],))
            # The header tells the size; nothing has been unpacked yet.
            _check_size(opened.width * opened.height)
            opened.load()
            turned = ImageOps.exif_transpose(opened)
            mode = "RGBA" if turned.has_transparency_data else "RGB"
            clean = Image.new(mode, turned.size)
            clean.paste(_in_srgb(turned).convert(mode))
    except ImageUnreadable:
        raise
    # Decoders of damaged or hostile files raise all of these.
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, OverflowError, MemoryError, Warning,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise ImageUnreadable from error
    return clean


def _check_size(pixels: int) -> None:
    if pixels > MOST_PIXELS:
        raise ImageUnreadable(f"more than {MOST_PIXELS} pixels")


def _in_srgb(image: Image) -> Image:
    """Return the image in the colours that every browser shows; of a profile that is broken, the plain numbers."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if not profile or image.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = "RGBA" if image.mode == "RGBA" else "RGB"
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def _written(image: Image, kind: Format, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind.upper(), **options)
    return out.getvalue()


def _placeholder(image: Image) -> str:
    height = max(1, min(4 * PLACEHOLDER_WIDTH, round(image.height * PLACEHOLDER_WIDTH / image.width)))
    tiny = image.resize((PLACEHOLDER_WIDTH, height), reducing_gap=2.0)
    return "data:image/webp;base64," + base64.b64encode(_written(tiny, Format.WEBP, quality=30, method=6)).decode()
