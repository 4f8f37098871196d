"""Copies of people's data: what their edges call, and what each capability adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from guildhall.kernel.actor import Actor
from guildhall.messaging.ports.copies import Holding
from guildhall.messaging.schemas.copies import SealedExport
from guildhall.messaging.schemas.scheduled import ScheduledMessageOut
from guildhall.messaging.schemas.templates import TemplateOut
from guildhall.messaging.store.blocks import DynamoBlocks
from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.copies import DynamoCopies
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.store.scheduled import DynamoScheduledMessages
from guildhall.messaging.store.templates import DynamoTemplates
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.copies import AskForCopy, SeeCopy
from guildhall.messaging.use_cases.copying import WriteCopyPart
from guildhall.messaging.use_cases.searching import ExportConversation
from guildhall.platform.assembly import Platform
from guildhall.platform.table import adapter
from guildhall.platform.vault import BucketSettings, S3Vault, Vault

AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Copying:
    """What people do with copies."""

    ask: AskForCopy
    see: SeeCopy


def wire_copies(platform: Platform, vault: Vault | None = None) -> Copying:
    """Build what people call. vault: instead of S3, for tests."""
    vault, copies = vault or S3Vault(platform.settings(BucketSettings)), DynamoCopies(platform.database)
    return Copying(
        AskForCopy(copies, platform.gate, platform.clock, platform.ids),
        SeeCopy(copies, vault, platform.gate, platform.clock),
    )


def wire_writer(platform: Platform, vault: Vault) -> WriteCopyPart:
    """Build what writes parts when nobody waits."""
    conversations = DynamoConversations(platform.database)
    export = ExportConversation(AccessConversation(conversations, platform.gate), DynamoMessages(platform.database))
    pages, copies = SealedExport(export), DynamoCopies(platform.database)
    return WriteCopyPart(copies, conversations, pages, vault, _holdings(platform, conversations), platform.clock)


def _holdings(platform: Platform, conversations: DynamoConversations) -> Mapping[str, Holding]:
    """Return what is held about a person beside what was said, by its path in the copy."""

    def templates(actor: Actor) -> Any:
        found = DynamoTemplates(platform.database).of(actor.account_id)
        return [TemplateOut.of(one).model_dump(mode="json") for one in found]

    def scheduled(actor: Actor) -> Any:
        store, position, shown = DynamoScheduledMessages(platform.database), None, []
        while True:
            found, position = store.list(actor.account_id, AT_ONCE, position)
            shown += [ScheduledMessageOut.of(one).model_dump(mode="json") for one in found]
            if position is None:
                return shown

    def preferences(actor: Actor) -> Any:
        start = ""
        kept: list[dict[str, Any]] = []
        while True:
            sides = conversations.sides(actor.account_id, start, AT_ONCE)
            found = [one for one in sides if one.conversation_id != start]
            if not found:
                return {"blocked_since": DynamoBlocks(platform.database).by(actor.account_id), "conversations": kept}
            kept += [
                {
                    "conversation_id": one.conversation_id,
                    **asdict(one.arrangement),
                    "read_up_to": one.read_mark,
                    "delivered_up_to": one.delivered_up_to,
                }
                for one in found
            ]
            start = found[-1].conversation_id

    return {
        "messaging/templates.json": templates,
        "messaging/scheduled-messages.json": scheduled,
        "messaging/preferences.json": preferences,
        **_holdings_of_others(platform),
    }


def _holdings_of_others(platform: Platform) -> Mapping[str, Holding]:
    # Loaded when the first copy is written: what checks uploads starts without them.
    def account(actor: Actor) -> Any:
        from guildhall.identity.wiring import wire_accounts

        found = wire_accounts(platform)(actor.account_id)
        return _plain(found, "recovery_codes") if found else None

    def profiles(actor: Actor) -> Any:
        from guildhall.profiles.wiring import wire

        return [_plain(one) for one in wire(platform).list_profiles(actor, actor.account_id)]

    def told(actor: Actor) -> Any:
        from guildhall.notifications.wiring.holding import wire_holding

        contact, slack, preferences = wire_holding(platform)(actor.account_id)
        secrets = ("phone_code", "slack_url", "slack_code")
        return {
            "contact": _plain(contact, *secrets) | {"slack_address": slack} if contact else None,
            "preferences": _plain(preferences),
        }

    return {
        "identity/account.json": account,
        "profiles/profiles.json": profiles,
        "notifications/preferences.json": told,
    }


def _plain(model: Any, *secrets: str) -> Any:
    """Return a model as JSON has it, without what would let somebody in, or tells how it is stored."""
    return adapter(type(model)).dump_python(model, mode="json", exclude={"version", *secrets})
