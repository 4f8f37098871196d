"""What people, administrators and the sign-up ask of profiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.events import DomainEvent
from guildhall.kernel.policy import Gate, Resource, require
from guildhall.profiles import models
from guildhall.profiles.errors import NothingToVerify, ProfileUnknown, RoleNotHeld
from guildhall.profiles.events import ExpertVerifiedV1, ProfilePublishedV1
from guildhall.profiles.models import Card, Content, Filter, Profile, ResponseTime, Role
from guildhall.profiles.ports import Profiles

DIRECTORY = Resource("ExpertDirectory", "all")


def resource_of(profile: Profile) -> Resource:
    """Return a profile as the policies see it."""
    attributes = {
        "account_id": profile.account_id,
        "role": profile.role.value,
        "is_published": profile.is_published,
    }
    return Resource("Profile", f"{profile.account_id}/{profile.role}", attributes)


@dataclass(frozen=True, slots=True)
class OpenProfiles:
    """Give a new account an empty profile for each role in which it can show itself."""

    profiles: Profiles
    clock: Clock

    def __call__(self, account_id: str, roles: Sequence[str], display_name: str = "") -> None:
        """Open what is not there yet; an event that comes again, or late, changes nothing."""
        for role in Role:
            if role not in roles or self.profiles.get(account_id, role) is not None:
                continue
            content = Content(display_name=display_name)
            self.profiles.save("profiles.open", Profile(account_id, role, content, updated_at=self.clock.now()))


@dataclass(frozen=True, slots=True)
class KeepResponseTime:
    """Remember within which time an account usually answers; the profile of an expert shows it."""

    profiles: Profiles

    def __call__(self, account_id: str, response_time: ResponseTime) -> None:
        """Keep the one that was measured last, however often and in whichever order they come."""
        self.profiles.keep_response_time(account_id, response_time)


@dataclass(frozen=True, slots=True)
class AccessProfile:
    """Show a profile to its owner, to administrators, and to everybody once it is public."""

    profiles: Profiles
    gate: Gate

    def __call__(self, actor: Actor, account_id: str, role: Role) -> Profile:
        """Return the profile. Raises ProfileUnknown."""
        profile = self.profiles.get(account_id, role)
        if profile is None or not self.gate.allows(actor, "profiles.view", resource_of(profile)):
            raise ProfileUnknown
        return profile


@dataclass(frozen=True, slots=True)
class ListProfiles:
    """Show all profiles of one account."""

    profiles: Profiles
    gate: Gate

    def __call__(self, actor: Actor, account_id: str) -> list[Profile]:
        """Return those that the actor may see, client before expert; possibly none."""
        found = self.profiles.list_of(account_id)
        return [profile for profile in found if self.gate.allows(actor, "profiles.view", resource_of(profile))]


@dataclass(frozen=True, slots=True)
class WriteProfile:
    """Keep what the owner wrote; a public profile stays complete and its change is announced."""

    profiles: Profiles
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, account_id: str, role: Role, content: Content, version: int) -> Profile:
        """Return the stored profile.

        version: what the owner read; 0 to open a profile that is not there.
        Raises ProfileUnknown, RoleNotHeld, StaleVersion, ProfileIncomplete.
        """
        current = self.profiles.get(account_id, role) or Profile(account_id, role, Content())
        _require_owner(self.gate, actor, "profiles.write", current)
        if current.version != version:
            raise StaleVersion(f"the profile is at version {current.version}")
        written = replace(current, content=content, updated_at=self.clock.now())
        if not written.is_published:
            return self.profiles.save("profiles.write", written)
        models.check_publishable(written)
        return self.profiles.save("profiles.write", written, _published(written))


@dataclass(frozen=True, slots=True)
class PublishProfile:
    """Make a profile visible."""

    profiles: Profiles
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, account_id: str, role: Role) -> Profile:
        """Return the public profile; one that is public already stays as it is.

        Raises ProfileUnknown, RoleNotHeld, ProfileIncomplete, StaleVersion.
        """
        profile = self.profiles.get(account_id, role)
        _require_owner(self.gate, actor, "profiles.publish", profile or Profile(account_id, role, Content()))
        if profile is None:
            raise ProfileUnknown
        if profile.is_published:
            return profile
        models.check_publishable(profile)
        now = self.clock.now()
        published = replace(profile, published_at=now, updated_at=now)
        return self.profiles.save("profiles.publish", published, _published(published))


@dataclass(frozen=True, slots=True)
class VerifyExpert:
    """Vouch for an expert, or stop doing so."""

    profiles: Profiles
    gate: Gate
    clock: Clock

    def __call__(self, actor: Actor, account_id: str, version: int, *, is_verified: bool) -> Profile:
        """Return the profile with its new status.

        version: of the profile that the administrator looked at. Raises Forbidden, ProfileUnknown, NothingToVerify,
        StaleVersion.
        """
        profile = self.profiles.get(account_id, Role.EXPERT)
        known = profile or Profile(account_id, Role.EXPERT, Content())
        require(self.gate, actor, "profiles.verify", resource_of(known), to_know="profiles.view")
        if profile is None:
            raise ProfileUnknown
        if not profile.is_published:
            raise NothingToVerify("the expert has not published the profile")
        if profile.version != version:
            raise StaleVersion(f"the profile is at version {profile.version}")
        judged = replace(profile, is_verified=is_verified, verified_by=actor.account_id, verified_at=self.clock.now())
        event = ExpertVerifiedV1(account_id=account_id, is_verified=is_verified)
        return self.profiles.save("profiles.verify", judged, event)


@dataclass(frozen=True, slots=True)
class ListExperts:
    """Show the experts who are public, the newest first."""

    profiles: Profiles
    gate: Gate

    def __call__(
        self, actor: Actor, wanted: Filter, *, limit: int, cursor: str | None
    ) -> tuple[list[Card], str | None]:
        """Return a page, possibly short or empty, and a cursor as long as there may be more. Raises CursorForged."""
        require(self.gate, actor, "profiles.list_experts", DIRECTORY)
        return self.profiles.list_experts(wanted, limit=limit, cursor=cursor)


@dataclass(frozen=True, slots=True)
class FindPublicExperts:
    """Find every expert who is public, for whoever keeps what they can do. Asked by the platform itself."""

    profiles: Profiles

    def __call__(self, cursor: str | None, limit: int) -> tuple[list[Card], str | None]:
        """Return a page, newest first, possibly short or empty, and a cursor as long as there may be more.

        cursor: of the page before. Raises CursorForged.
        """
        return self.profiles.list_experts(Filter(), limit=limit, cursor=cursor)


def _require_owner(gate: Gate, actor: Actor, action: str, profile: Profile) -> None:
    resource = resource_of(profile)
    if actor.account_id == profile.account_id and profile.role not in actor.roles:
        raise RoleNotHeld(f"the account does not act as {profile.role}")
    require(gate, actor, action, resource, to_know="profiles.view")


def _published(profile: Profile) -> DomainEvent:
    content, rate = profile.content, profile.content.hourly_rate
    return ProfilePublishedV1(
        account_id=profile.account_id,
        role=profile.role,
        display_name=content.display_name,
        headline=content.headline,
        skills=list(content.skills),
        hourly_rate_minor=rate.minor if rate else None,
        currency=rate.currency if rate else None,
    )
