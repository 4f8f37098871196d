"""What becomes of an upload: variants of the right size, nothing of the camera's, and no way to hurt the decoder."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from itertools import pairwise

import pytest
from PIL import Image, ImageCms

from guildhall.bookings.models.images import WIDTHS
from guildhall.kernel.images import Format, ImageUnreadable
from guildhall.platform.studio import PillowStudio

RENDER = PillowStudio(WIDTHS).render


def photo(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    left, right = Image.new(mode, (width, height), "red"), Image.new(mode, (width // 2, height), "blue")
    left.paste(right, (width // 2, 0))
    out = io.BytesIO()
    left.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_an_image_comes_in_several_widths_and_two_formats_and_is_never_enlarged() -> None:
    rendered = RENDER(photo(1000, 500), "image/jpeg")

    sizes = [(variant.width, variant.height, variant.format) for variant, _ in rendered.files]
    assert sizes == [(w, w // 2, kind) for w in (320, 640, 1000) for kind in Format]
    for variant, content in rendered.files:
        image = opened(content)
        assert (image.size, image.format) == ((variant.width, variant.height), variant.format.upper())
        assert len(content) == variant.size_bytes
    assert (rendered.width, rendered.height) == (1000, 500)


def test_a_small_image_keeps_its_size_and_a_huge_one_stops_at_the_widest() -> None:
    assert {variant.width for variant, _ in RENDER(photo(90, 40, "PNG"), "image/png").files} == {90}
    widths = [variant.width for variant, _ in RENDER(photo(4000, 100, "PNG"), "image/png").files]
    assert (max(widths), len(widths)) == (1920, 8)


def test_what_the_camera_wrote_does_not_go_along() -> None:
    exif = Image.Exif()
    exif[0x010E] = "private"
    exif[0x8825] = {1: "N", 2: (31.0, 33.0, 0.0)}
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = photo(64, 64, exif=exif, comment=b"private", icc_profile=srgb)
    assert b"private" in content

    for _, written in RENDER(content, "image/jpeg").files:
        assert b"private" not in written
        assert opened(written).getexif() == {}
        assert {"exif", "icc_profile", "xmp", "comment"} & set(opened(written).info) == set()


def test_a_photo_that_lies_on_its_side_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6

    rendered = RENDER(photo(60, 30, exif=exif), "image/jpeg")

    assert (rendered.width, rendered.height) == (30, 60)
    red, _, blue = opened(rendered.files[1][1]).convert("RGB").getpixel((15, 5))  # type: ignore[misc]
    assert red > blue


def test_what_can_be_seen_through_stays_so() -> None:
    content = io.BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(content, "PNG")

    assert all(opened(written).mode == "RGBA" for _, written in RENDER(content.getvalue(), "image/png").files)


def test_the_placeholder_is_a_tiny_image_by_itself() -> None:
    placeholder = RENDER(photo(1200, 800), "image/jpeg").placeholder

    head, _, data = placeholder.partition(",")
    tiny = opened(base64.b64decode(data))
    assert head == "data:image/webp;base64"
    assert (tiny.size, len(placeholder) < 400) == ((16, 11), True)


def test_wider_variants_are_larger() -> None:
    noise = Image.effect_noise((1500, 900), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "PNG")

    for kind in Format:
        sizes = [
            len(content) for variant, content in RENDER(out.getvalue(), "image/png").files if variant.format == kind
        ]
        assert all(one < after for one, after in pairwise(sizes))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that says it has so many pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (photo(10, 10, "PNG"), "image/jpeg"),
        (photo(10, 10, "GIF", "P"), "image/png"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png"),
        (b"%PDF-1.7", "image/jpeg"),
        (b"", "image/webp"),
        (photo(300, 300)[:900], "image/jpeg"),
        (photo(300, 300, "WEBP")[:-60], "image/webp"),
        (bomb(50_000, 50_000), "image/png"),
        (bomb(7_000, 6_000), "image/png"),
        (bomb(100, 100), "image/png"),
    ],
    ids=["other type", "gif", "svg", "pdf", "empty", "cut jpeg", "cut webp", "bomb", "large bomb", "short data"],
)
def test_what_lies_is_damaged_or_would_fill_the_memory_is_refused(content: bytes, content_type: str) -> None:
    with pytest.raises(ImageUnreadable):
        RENDER(content, content_type)
