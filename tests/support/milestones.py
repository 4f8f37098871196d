"""Milestones brought to where a test of payments begins, and what such tests look at."""

from __future__ import annotations

from typing import Any

from tests.support.payments import PaymentsHouse


def account_of(house: PaymentsHouse) -> str:
    """The expert's account at Stripe."""
    account = house.payments.account(house.expert.account_id)
    assert account is not None
    return str(account.provider_account_id)


def paid(house: PaymentsHouse) -> str:
    """A milestone that its client has just paid; nothing has been heard of it yet."""
    (milestone,) = house.sign(100_00)
    house.fund(milestone)
    house.settle()
    house.pay(milestone)
    return milestone


def held(house: PaymentsHouse, *amounts: int) -> list[str]:
    """Milestones of these amounts, held, of an expert who can be paid."""
    milestones = house.sign(*(amounts or (100_00,)))
    house.onboard()
    for milestone in milestones:
        house.hold(milestone)
    return milestones


def ordered(house: PaymentsHouse) -> str:
    """A milestone whose release is ordered and not yet sent."""
    (milestone,) = held(house)
    house.approve(milestone)
    return milestone


def try_once(house: PaymentsHouse) -> None:
    """Let the worker take each message that waits now, once."""
    for row in house.queue():
        house.work_one(row)


def lose_notices(house: PaymentsHouse) -> None:
    """Lose every webhook that is on its way."""
    for delivery in house.pending_webhooks():
        house.server.control.drop(delivery["seq"])


def objects(house: PaymentsHouse, kind: str) -> list[dict[str, Any]]:
    """What Stripe has of a kind, newest first."""
    return house.server.control.world().find(kind)
