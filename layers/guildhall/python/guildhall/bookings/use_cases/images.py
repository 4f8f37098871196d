"""Images of a venue, from the form for the upload to what browsers show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from guildhall.bookings.errors.images import ImageNotUploaded, ImageUnknown, TooManyImages
from guildhall.bookings.models.images import MOST_IMAGES, ImageStatus, Picture, check_declared
from guildhall.bookings.ports.images import Bytes, Pictures, Studio
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.files import Attachment, UploadForm
from guildhall.kernel.ids import Ids
from guildhall.kernel.images import ImageUnreadable

FORM_LASTS = timedelta(minutes=10)
WRITE = "bookings.write_images"
RENDER = "render_image"
"""The command that an upload leads to; its data names the object's `key`."""
DONE = frozenset({ImageStatus.READY, ImageStatus.REFUSED})


@dataclass(frozen=True, slots=True)
class HandleImages:
    """Announce, list, describe and remove the images of a venue."""

    pictures: Pictures
    vault: Bytes
    access: AccessVenue
    clock: Clock
    ids: Ids

    def announce(
        self, actor: Actor, venue_id: str, content_type: str, size_bytes: int, texts: Mapping[str, str]
    ) -> tuple[Picture, UploadForm]:
        """Record an image to come, and return the form for its upload.

        Raises VenueUnknown, Forbidden, ImageRefused, TooManyImages.
        """
        self.access(actor, venue_id, WRITE)
        check_declared(content_type, size_bytes)
        if len(self.pictures.list_of(venue_id)) >= MOST_IMAGES:
            raise TooManyImages(f"at most {MOST_IMAGES}")
        now, image_id = self.clock.now(), self.ids.new("img")
        picture = Picture(image_id, venue_id, content_type, size_bytes, actor.account_id, now, texts)
        url, fields = self.vault.form(_attachment(picture, now))
        return self.pictures.save(WRITE, picture), UploadForm(url, fields, now + FORM_LASTS)

    def confirm(self, actor: Actor, venue_id: str, image_id: str) -> Picture:
        """Note that an image was uploaded, and have it rendered.

        Raises VenueUnknown, Forbidden, ImageUnknown, ImageNotUploaded, StaleVersion.
        """
        picture = self._get(actor, venue_id, image_id, WRITE)
        if picture.status is ImageStatus.AWAITED and self.vault.look(picture.key) is None:
            # The rendering that the bucket's own notice leads to may have emptied quarantine in between.
            picture = self._get(actor, venue_id, image_id, WRITE)
            if picture.status is ImageStatus.AWAITED:
                raise ImageNotUploaded("post the image with the form that you were given, then confirm it")
        if picture.status is not ImageStatus.AWAITED:
            return picture
        quarantined = replace(picture, status=ImageStatus.QUARANTINED)
        return self.pictures.save(WRITE, quarantined, key_to_render=picture.key)

    def list_of(self, actor: Actor, venue_id: str) -> list[Picture]:
        """Return all images of a venue, oldest first. Raises VenueUnknown."""
        self.access(actor, venue_id)
        return self.pictures.list_of(venue_id)

    def describe(self, actor: Actor, venue_id: str, image_id: str, texts: Mapping[str, str], version: int) -> Picture:
        """Return the image with what it shows in words. Raises VenueUnknown, Forbidden, ImageUnknown, StaleVersion."""
        picture = self._get(actor, venue_id, image_id, WRITE)
        if picture.version != version:
            raise StaleVersion(f"the image is at version {picture.version}")
        return self.pictures.save(WRITE, replace(picture, texts=texts))

    def delete(self, actor: Actor, venue_id: str, image_id: str) -> None:
        """Forget an image: no page and no dish shows it any more. Raises VenueUnknown, Forbidden, ImageUnknown."""
        self.pictures.delete(WRITE, self._get(actor, venue_id, image_id, WRITE))

    def _get(self, actor: Actor, venue_id: str, image_id: str, action: str) -> Picture:
        self.access(actor, venue_id, action)
        picture = self.pictures.get(venue_id, image_id)
        if picture is None:
            raise ImageUnknown
        return picture


@dataclass(frozen=True, slots=True)
class RenderImage:
    """Turn what lies in quarantine into variants, or refuse it; either way the upload does not stay."""

    pictures: Pictures
    vault: Bytes
    studio: Studio

    def __call__(self, key: str) -> Picture | None:
        """Return the image; None if it was removed meanwhile.

        key: of the object. The bucket and the person both tell of an upload, so this is asked more than once.
        Raises ImageNotUploaded, StaleVersion, Unavailable.
        """
        _, venue_id, image_id = key.split("/", 2)
        picture = self.pictures.get(venue_id, image_id)
        if picture is None or picture.status in DONE:
            self.vault.drop(key)
            return picture
        stored = self.vault.look(key)
        if stored is None:
            # Another delivery of the same command may have decided in between.
            picture = self.pictures.get(venue_id, image_id)
            if picture is not None and picture.status not in DONE:
                raise ImageNotUploaded
            return picture
        decided = replace(picture, status=ImageStatus.REFUSED)
        if (stored.size_bytes, stored.content_type) == (picture.size_bytes, picture.content_type):
            decided = self._rendered(picture, self.vault.read(key, stored.tag))
        saved = self.pictures.save("bookings.render_image", decided)
        self.vault.drop(key)
        return saved

    def _rendered(self, picture: Picture, content: bytes) -> Picture:
        try:
            rendered = self.studio.render(content, picture.content_type)
        except ImageUnreadable:
            return replace(picture, status=ImageStatus.REFUSED)
        for variant, written in rendered.files:
            self.vault.put(picture.key_of(variant), written, f"image/{variant.format}")
        return replace(
            picture,
            status=ImageStatus.READY,
            width=rendered.width,
            height=rendered.height,
            placeholder=rendered.placeholder,
            variants=tuple(variant for variant, _ in rendered.files),
        )


@dataclass(frozen=True, slots=True)
class ShowImages:
    """Give guests the images of a venue that they may see already."""

    pictures: Pictures
    vault: Bytes

    def list_of(self, venue_id: str) -> list[Picture]:
        """Return the images that are ready, oldest first."""
        return [each for each in self.pictures.list_of(venue_id) if each.status is ImageStatus.READY]

    def variant(self, venue_id: str, image_id: str, name: str) -> tuple[bytes, str]:
        """Return the bytes of a variant such as `640.webp`, and their content type. Raises ImageUnknown."""
        picture = self.pictures.get(venue_id, image_id)
        variants = picture.variants if picture is not None else ()
        variant = next((each for each in variants if each.name == name), None)
        content = self.vault.get(picture.key_of(variant)) if picture and variant else None
        if content is None or variant is None:
            raise ImageUnknown
        return content, f"image/{variant.format}"


def _attachment(picture: Picture, now: datetime) -> Attachment:
    """Return the image as the vault takes files; its name is never shown, so it has none of its own."""
    return Attachment(
        picture.image_id,
        "bookings",
        picture.venue_id,
        picture.image_id,
        picture.content_type,
        picture.size_bytes,
        picture.uploaded_by,
        now,
    )
