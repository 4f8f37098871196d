"""What each party of a workflow hears of its states, or why nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from guildhall.kernel.events import DomainEvent
from guildhall.notifications.models import Type


@dataclass(frozen=True)
class Told:
    """The event that tells it, as what, what differs from its sample, and the name of the deadline that it names."""

    event: type[DomainEvent]
    type: Type
    differs: Mapping[str, Any] = field(default_factory=dict)
    deadline: str = ""


@dataclass(frozen=True)
class Workflow:
    """parties: in which field of an event each is named. States: party by party what they hear, or why nothing."""

    parties: Mapping[str, str]
    states: Mapping[StrEnum, Mapping[str, Told | str] | str]


CLIENT_AND_EXPERT = {"client": "client_id", "expert": "expert_id"}
OWNER = {"owner": "account_id"}
OWN_ACT = "did it"
