"""All that guests see of a venue without signing in."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.ports.menu import Menus
from guildhall.bookings.store.menu import DynamoMenus
from guildhall.bookings.use_cases.images import ShowImages
from guildhall.bookings.use_cases.opening import FindHours
from guildhall.bookings.use_cases.policies import FindPolicy
from guildhall.bookings.use_cases.venues import AccessVenue
from guildhall.bookings.wiring import images, venues
from guildhall.platform.assembly import Platform
from guildhall.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class Shown:
    """What guests see."""

    access: AccessVenue
    find_hours: FindHours
    find_policy: FindPolicy
    menus: Menus
    images: ShowImages


def wire(platform: Platform, vault: Vault | None = None) -> Shown:
    """Build it on DynamoDB and S3. vault: instead of S3, for tests."""
    public = venues.wire_public(platform)
    return Shown(
        access=public.access,
        find_hours=public.find_hours,
        find_policy=public.find_policy,
        menus=DynamoMenus(platform.database),
        images=images.wire_showing(platform, vault),
    )
