"""Which adapter stands behind which port of profiles."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.platform.assembly import Platform
from guildhall.profiles.store import DynamoProfiles
from guildhall.profiles.use_cases import (
    AccessProfile,
    FindPublicExperts,
    KeepResponseTime,
    ListExperts,
    ListProfiles,
    OpenProfiles,
    PublishProfile,
    VerifyExpert,
    WriteProfile,
)


@dataclass(frozen=True, slots=True)
class Profiles:
    """The use cases."""

    open_profiles: OpenProfiles
    keep_response_time: KeepResponseTime
    access_profile: AccessProfile
    list_profiles: ListProfiles
    write_profile: WriteProfile
    publish_profile: PublishProfile
    verify_expert: VerifyExpert
    list_experts: ListExperts


def wire(platform: Platform) -> Profiles:
    """Build the use cases on DynamoDB."""
    stored, gate, clock = (
        DynamoProfiles(platform.database, platform.cursors, platform.clock),
        platform.gate,
        platform.clock,
    )
    return Profiles(
        open_profiles=OpenProfiles(stored, clock),
        keep_response_time=KeepResponseTime(stored),
        access_profile=AccessProfile(stored, gate),
        list_profiles=ListProfiles(stored, gate),
        write_profile=WriteProfile(stored, gate, clock),
        publish_profile=PublishProfile(stored, gate, clock),
        verify_expert=VerifyExpert(stored, gate, clock),
        list_experts=ListExperts(stored, gate),
    )


def wire_public_experts(platform: Platform) -> FindPublicExperts:
    """Build what finds all public experts (decision 0002)."""
    return FindPublicExperts(DynamoProfiles(platform.database, platform.cursors, platform.clock))
