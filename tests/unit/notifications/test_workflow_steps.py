"""Every state of every workflow: each party hears of it, or a reason says why not."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType
from typing import Any

import pytest

import guildhall
from guildhall.billing.models.agreements import AgreementState
from guildhall.billing.models.archives import ArchiveState
from guildhall.billing.models.transmissions import TransmissionState
from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.deposit import PartState
from guildhall.bookings.models.images import ImageStatus
from guildhall.bookings.models.pages import MessageState
from guildhall.bookings.use_cases.deposits import Stage as DepositStage
from guildhall.disputes.models.evidence import EvidenceState
from guildhall.kernel.files import FileStatus
from guildhall.ledger.models.corrections import CorrectionStatus
from guildhall.messaging.models.calls import SeatState
from guildhall.messaging.models.copies import CopyState
from guildhall.notifications.machine import DispatchState
from guildhall.notifications.models.announcements import AnnouncementState
from guildhall.notifications.use_cases.catalogue import notices
from guildhall.partners.machine import DeliveryState
from guildhall.payments.models.commands import CommandStatus
from guildhall.payments.models.rail_statements import StatementState
from guildhall.payments.models.rails import OutcomeStatus
from tests.support.messages import SAMPLES
from tests.support.told import Told
from tests.support.told_people import PEOPLE, CheckState
from tests.support.told_work import WORK, ContractState, PayoutState

WORKFLOWS = {**WORK, **PEOPLE}

NO_WORKFLOWS: dict[type[StrEnum], str] = {
    DepositStage: "how bookings reads a deposit's state",
    PartState: "a part of a deposit: as the deposit",
    EvidenceState: "a side's own file while it is checked; the manifest shows each side what entered",
    FileStatus: "an upload while it is checked, before whoever uploads it",
    ImageStatus: "an upload while it is checked, before whoever uploads it",
    TableStatus: "what staff see of the room",
    SeatState: "who of a call is there: as the call",
    MessageState: "the venue's mail takes the form's message; the visitor saw that it was taken",
    AgreementState: "staff agree on it at one desk; the statement shows a contributor what it brings",
    ArchiveState: "whoever asked for it waits on the page",
    TransmissionState: "an invoice's way as data; a rejection waits for staff in their list",
    CorrectionStatus: "finance staff work from their list",
    StatementState: "finance staff file it and see at once what came of it",
    CommandStatus: "one call of the provider; what comes of it is told",
    OutcomeStatus: "one call of a rail; what comes of it is told",
    DeliveryState: "one call of a partner's server; an endpoint that is disabled is told",
    DispatchState: "how a notification itself goes out",
    CopyState: "its owner asked for it and follows it; that it is ready is told",
    AnnouncementState: "its writer sees how far it is; the announcement is what people hear",
}
"""States of things that are no business between people, and where what matters of them is told."""


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if {"machine", "models", "use_cases", "kernel"} & set(found.name.split(".")):
            yield importlib.import_module(found.name)


def _state_classes() -> set[type[StrEnum]]:
    """Return what the package calls a state, a stage or a status."""
    classes = (each for module in _modules(guildhall) for each in vars(module).values())
    found = (each for each in classes if isinstance(each, type) and issubclass(each, StrEnum))
    return {each for each in found if each.__name__.endswith(("State", "Stage", "Status"))}


def test_whatever_has_states_is_a_workflow_of_people_or_a_reason_says_why_not() -> None:
    own = {ContractState, PayoutState, CheckState}

    assert _state_classes() == {*WORKFLOWS, *NO_WORKFLOWS} - own
    assert not set(WORKFLOWS) & set(NO_WORKFLOWS)
    assert all(NO_WORKFLOWS.values())


@pytest.mark.parametrize("states", WORKFLOWS, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_every_state_has_something_for_each_party_or_a_reason(states: type[StrEnum]) -> None:
    workflow = WORKFLOWS[states]

    assert list(workflow.states) == list(states)
    for told in workflow.states.values():
        assert told
        assert isinstance(told, str) or (set(told) == set(workflow.parties) and all(told.values()))


STEPS = [
    pytest.param(workflow.parties[party], told, id=f"{states.__module__}.{state}-{party}")
    for states, workflow in WORKFLOWS.items()
    for state, parties in workflow.states.items()
    if not isinstance(parties, str)
    for party, told in parties.items()
    if isinstance(told, Told)
]


@pytest.mark.feature("NTF-25")
@pytest.mark.parametrize(("party", "step"), STEPS)
def test_whom_a_step_of_a_workflow_concerns_hears_of_it_with_its_deadline(party: str, step: Told) -> None:
    data: dict[str, Any] = json.loads((SAMPLES / f"{step.event.detail_type}.json").read_text())["data"]
    # What differs may name another field: who did it.
    data |= {name: data.get(value, value) if isinstance(value, str) else value for name, value in step.differs.items()}
    named = data[party]

    told = [each for each in notices(step.event.read(data)) if each.type is step.type]

    assert {each.account_id for each in told} >= (set(named) if isinstance(named, list) else {named})
    assert all(not step.deadline or each.params[step.deadline] for each in told)
