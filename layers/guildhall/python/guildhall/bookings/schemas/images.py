"""Shapes of images."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guildhall.bookings.models.images import ImageStatus, Picture
from guildhall.bookings.schemas.parts import TranslationIn, TranslationOut, in_language, texts_out
from guildhall.kernel.files import UploadForm
from guildhall.kernel.types import Instant

Texts = Annotated[list[TranslationIn], Field(max_length=10, description="What it shows, for those who do not see it.")]


class ImageIn(BaseModel):
    """An image to come. The upload is held to exactly this type and size."""

    model_config = ConfigDict(extra="forbid")

    content_type: Annotated[str, Field(max_length=100, examples=["image/jpeg"])]
    size_bytes: Annotated[int, Field(strict=True, examples=[480_000])]
    texts: Texts = []


class ImageTextsIn(BaseModel):
    """What an image shows, in words."""

    model_config = ConfigDict(extra="forbid")

    texts: Texts


class ImageFormOut(BaseModel):
    """How to upload: post `fields`, then the image as `file`, as multipart/form-data to `url`; then confirm."""

    url: str
    fields: dict[str, str]
    expires_at: Instant


class ImageOut(BaseModel):
    """An image as those who run the venue see it. width, height: null until it is ready."""

    image_id: str
    content_type: str
    size_bytes: int
    status: ImageStatus
    width: int | None
    height: int | None
    placeholder: str
    texts: list[TranslationOut]
    created_at: Instant
    version: int

    @classmethod
    def of(cls, picture: Picture) -> ImageOut:
        """Shape an image for the wire."""
        return cls(
            image_id=picture.image_id,
            content_type=picture.content_type,
            size_bytes=picture.size_bytes,
            status=picture.status,
            width=picture.width,
            height=picture.height,
            placeholder=picture.placeholder,
            texts=texts_out(picture.texts),
            created_at=picture.created_at,
            version=picture.version,
        )


class AwaitedImageOut(BaseModel):
    """An image to come and the form for it."""

    image: ImageOut
    upload: ImageFormOut

    @classmethod
    def of(cls, picture: Picture, form: UploadForm) -> AwaitedImageOut:
        """Shape an image and its form for the wire."""
        upload = ImageFormOut(url=form.url, fields=dict(form.fields), expires_at=form.expires_at)
        return cls(image=ImageOut.of(picture), upload=upload)


class ImagesOut(BaseModel):
    """All images of a venue, oldest first; few enough for one page."""

    items: list[ImageOut]


class SourceOut(BaseModel):
    """One file for a `source` or `srcset`."""

    url: str
    type: str
    width: int
    height: int


class PublicImageOut(BaseModel):
    """An image as guests see it. placeholder: a data URI to show at once. sources: the smaller format first."""

    image_id: str
    width: int
    height: int
    placeholder: str
    text: TranslationOut | None
    sources: list[SourceOut]

    @classmethod
    def of(cls, picture: Picture, slug: str, languages: list[str]) -> PublicImageOut:
        """Shape an image that is ready."""
        base = f"/v1/public/venues/{slug}/images/{picture.image_id}"
        in_turn = sorted(picture.variants, key=lambda each: (each.format, each.width))
        return cls(
            image_id=picture.image_id,
            width=picture.width or 0,
            height=picture.height or 0,
            placeholder=picture.placeholder,
            text=in_language(picture.texts, languages) if picture.texts else None,
            sources=[
                SourceOut(url=f"{base}/{each.name}", type=f"image/{each.format}", width=each.width, height=each.height)
                for each in in_turn
            ],
        )


class PublicImagesOut(BaseModel):
    """The images of a venue that are ready, oldest first."""

    items: list[PublicImageOut]


def public_images(pictures: Sequence[Picture], slug: str, languages: list[str]) -> list[PublicImageOut]:
    """Shape images that are ready. slug: of their venue. languages: of their texts, the best first."""
    return [PublicImageOut.of(each, slug, languages) for each in pictures]
