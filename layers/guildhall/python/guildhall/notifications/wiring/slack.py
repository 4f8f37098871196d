"""Which adapter stands behind which port of Slack addresses."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.notifications.gateways.posting import Poster
from guildhall.notifications.gateways.slack import SlackWebhooks
from guildhall.notifications.gateways.texts import drawn_code
from guildhall.notifications.ports.slack import SlackAddresses
from guildhall.notifications.store import DynamoContacts, DynamoDispatches, DynamoInbox, DynamoSwitches
from guildhall.notifications.use_cases import ShowContact
from guildhall.notifications.use_cases.slack import (
    AskSlack,
    AskSlackTest,
    ConfirmSlack,
    PostToSlack,
    RemoveSlack,
    SendSlack,
    SendSlackCode,
    SendSlackTest,
)
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """slack_loopback: whether this machine itself takes messages; for the local stage."""

    slack_loopback: bool = False


@dataclass(frozen=True, slots=True)
class SlackSenderSettings:
    """web_url: origin of the web app, such as `https://guildhall.example`."""

    web_url: str


@dataclass(frozen=True, slots=True)
class Slack:
    """What people do with their address."""

    show: ShowContact
    ask: AskSlack
    confirm: ConfirmSlack
    remove: RemoveSlack
    test: AskSlackTest


@dataclass(frozen=True, slots=True)
class SlackSenders:
    """What the queue asks for."""

    send: SendSlack
    send_code: SendSlackCode
    send_test: SendSlackTest


def wire_slack(platform: Platform) -> Slack:
    """Build what people call."""
    contacts = DynamoContacts(platform.database)
    return Slack(
        ShowContact(contacts, platform.gate),
        AskSlack(contacts, _addresses(platform), platform.limits, platform.gate, platform.clock, drawn_code),
        ConfirmSlack(contacts, platform.gate, platform.clock),
        RemoveSlack(contacts, platform.gate),
        AskSlackTest(contacts, platform.limits, platform.gate, platform.clock),
    )


def wire_senders(platform: Platform, addresses: SlackAddresses | None = None) -> SlackSenders:
    """Build what sends. addresses: by default the real ones."""
    contacts, clock = DynamoContacts(platform.database), platform.clock
    web_url = platform.settings(SlackSenderSettings).web_url.rstrip("/")
    post = PostToSlack(contacts, addresses or _addresses(platform), clock)
    inbox, dispatches = DynamoInbox(platform.database), DynamoDispatches(platform.database)
    return SlackSenders(
        SendSlack(dispatches, inbox, contacts, DynamoSwitches(platform.database), post, clock, web_url),
        SendSlackCode(contacts, post, clock, web_url),
        SendSlackTest(contacts, post, clock, web_url),
    )


def _addresses(platform: Platform) -> SlackAddresses:
    return SlackWebhooks(Poster(loopback_allowed=platform.settings(SlackSettings).slack_loopback))
