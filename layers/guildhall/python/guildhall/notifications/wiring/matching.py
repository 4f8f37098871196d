"""Which adapter stands behind which port of job matches."""

from __future__ import annotations

from guildhall.messaging.wiring.blocks import wire_blocks
from guildhall.notifications.store.matching import DynamoMatches, DynamoSelections, DynamoSkills
from guildhall.notifications.use_cases import matching
from guildhall.notifications.wiring.announcements import wire_telling
from guildhall.platform.assembly import Platform
from guildhall.projects.wiring import wire_passed_over


def wire_skills(platform: Platform) -> matching.LearnSkills:
    """Build what learns of experts."""
    return matching.LearnSkills(DynamoSkills(platform.database))


def wire_old_skills(platform: Platform) -> matching.LearnOldSkills:
    """Build what learns of experts from before anybody listened; only the function of tasks loads profiles."""
    from guildhall.profiles.wiring import wire_public_experts

    return matching.LearnOldSkills(wire_public_experts(platform), DynamoSkills(platform.database))


def wire_choosing(platform: Platform) -> matching.MatchProject:
    """Build what chooses who hears of a project."""
    return matching.MatchProject(
        DynamoSkills(platform.database), DynamoMatches(platform.database), wire_blocks(platform)
    )


def wire_matches(platform: Platform) -> matching.TellMatches:
    """Build what tells them."""
    database = platform.database
    return matching.TellMatches(DynamoMatches(database), DynamoSelections(database), wire_telling(platform))


def wire_selecting(platform: Platform) -> matching.KeepSelection:
    """Build what begins to tell those who were not chosen."""
    return matching.KeepSelection(DynamoSelections(platform.database))


def wire_rest(platform: Platform) -> matching.TellPassedOver:
    """Build what tells a page of them."""
    return matching.TellPassedOver(
        DynamoSelections(platform.database), wire_passed_over(platform), wire_telling(platform)
    )
