"""What counts how much is written."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.messages import DynamoMessages
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.figures import CountConversation, CountPerson, CountTalks
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Counting:
    """The use cases of those who want to know how much."""

    person: CountPerson
    conversation: CountConversation


def wire_figures(platform: Platform) -> Counting:
    """Build the use cases on DynamoDB."""
    conversations, messages = DynamoConversations(platform.database), DynamoMessages(platform.database)
    access = AccessConversation(conversations, platform.gate)
    return Counting(
        CountPerson(CountTalks(conversations, messages), platform.gate), CountConversation(access, messages)
    )
