"""What timers of billing ask for."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.billing.store.subscriptions import DynamoSubscriptions
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.store.transmissions import DynamoTransmissions
from guildhall.billing.use_cases.collecting import SweepSubscriptions
from guildhall.billing.use_cases.referrals import VestRewards
from guildhall.billing.use_cases.tax import AskAgain
from guildhall.billing.use_cases.transmitting import FollowTransmissions
from guildhall.billing.wiring.referrals import wire_referrals
from guildhall.ledger.wiring.posting import journal
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Timers:
    """The use cases."""

    vest: VestRewards
    sweep_subscriptions: SweepSubscriptions
    ask_registers_again: AskAgain
    follow_transmissions: FollowTransmissions


def wire_timers(platform: Platform) -> Timers:
    """Build them on DynamoDB."""
    sweep = SweepSubscriptions(subscription_store(platform), platform.clock)
    follow = FollowTransmissions(DynamoTransmissions(platform.database))
    return Timers(wire_referrals(platform).vest, sweep, AskAgain(DynamoTaxProfiles(platform.database)), follow)


def subscription_store(platform: Platform) -> DynamoSubscriptions:
    """Build the port `Subscriptions`, which writes the ledger's entries in its own transactions."""
    return DynamoSubscriptions(platform.database, journal(platform))
