"""What a new account finds: empty profiles in its roles, whatever the order of events."""

from __future__ import annotations

import pytest

from functions.profiles.events import subscribe
from guildhall.identity.events import AccountRegisteredV1, RoleGrantedV1
from guildhall.kernel.actor import Actor
from guildhall.platform.assembly import Platform
from guildhall.profiles import wiring
from guildhall.profiles.models import Content, Role
from tests.support.messages import Bus

ADA = Actor("acc_ada", frozenset({"client", "expert"}))


@pytest.fixture
def profiles(platform: Platform) -> wiring.Profiles:
    return wiring.wire(platform)


@pytest.fixture
def bus(profiles: wiring.Profiles, platform: Platform) -> Bus:
    return Bus(subscribe(profiles), platform.clock)


def registered(*roles: str) -> AccountRegisteredV1:
    return AccountRegisteredV1(
        account_id="acc_ada", email="ada@example.com", display_name="Ada", roles=list(roles), locale="en"
    )


@pytest.mark.feature("PRO-01")
@pytest.mark.parametrize(
    ("roles", "opened"),
    [(["client"], [Role.CLIENT]), (["expert"], [Role.EXPERT]), (["client", "expert"], [*Role]), (["venue"], [])],
)
def test_a_sign_up_opens_a_profile_for_each_role_it_chose(
    bus: Bus, profiles: wiring.Profiles, roles: list[str], opened: list[Role]
) -> None:
    bus.deliver(registered(*roles))

    found = profiles.list_profiles(ADA, "acc_ada")
    assert [(profile.role, profile.content.display_name) for profile in found] == [(role, "Ada") for role in opened]
    assert not any(profile.is_published for profile in found)


def test_a_repeated_or_late_sign_up_does_not_touch_what_the_owner_wrote(bus: Bus, profiles: wiring.Profiles) -> None:
    body = bus.message(registered("expert"))
    bus.deliver(body)
    profiles.write_profile(ADA, "acc_ada", Role.EXPERT, Content(display_name="Ada L."), version=1)

    bus.deliver(body, RoleGrantedV1(account_id="acc_ada", role="expert"))

    assert profiles.access_profile(ADA, "acc_ada", Role.EXPERT).content.display_name == "Ada L."
    assert (bus.failed, bus.dead) == (0, [])


def test_a_granted_role_opens_its_profile(bus: Bus, profiles: wiring.Profiles) -> None:
    bus.deliver(RoleGrantedV1(account_id="acc_ada", role="expert"))

    assert [profile.role for profile in profiles.list_profiles(ADA, "acc_ada")] == [Role.EXPERT]
