"""Images: what their edges call."""

from __future__ import annotations

from guildhall.bookings.models.images import WIDTHS
from guildhall.bookings.store.images import DynamoPictures
from guildhall.bookings.store.venues import DynamoVenues
from guildhall.bookings.use_cases.images import HandleImages, RenderImage, ShowImages
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.platform.assembly import Platform
from guildhall.platform.studio import PillowStudio
from guildhall.platform.vault import BucketSettings, S3Vault, Vault


def wire(platform: Platform, vault: Vault | None = None) -> HandleImages:
    """Build what owners do with images. vault: instead of S3, for tests."""
    database = platform.database
    access = AccessVenue(DynamoVenues(database, platform.cursors), platform.gate)
    return HandleImages(DynamoPictures(database), vault_of(platform, vault), access, platform.clock, platform.ids)


def wire_rendering(platform: Platform, vault: Vault | None = None) -> RenderImage:
    """Build what makes variants."""
    return RenderImage(DynamoPictures(platform.database), vault_of(platform, vault), PillowStudio(WIDTHS))


def wire_showing(platform: Platform, vault: Vault | None = None) -> ShowImages:
    """Build what guests see."""
    return ShowImages(DynamoPictures(platform.database), vault_of(platform, vault))


def vault_of(platform: Platform, vault: Vault | None) -> Vault:
    """Return the vault, S3's by default."""
    return vault or S3Vault(platform.settings(BucketSettings))
