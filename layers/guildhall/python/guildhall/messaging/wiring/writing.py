"""What helps people to write: templates."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.messaging.store.conversations import DynamoConversations
from guildhall.messaging.store.templates import DynamoPeople, DynamoTemplates
from guildhall.messaging.use_cases.access import AccessConversation
from guildhall.messaging.use_cases.templates import HandleTemplates, RenderTemplate
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Writing:
    """The use cases of writers."""

    templates: HandleTemplates
    render: RenderTemplate


def wire_writing(platform: Platform) -> Writing:
    """Build the use cases on DynamoDB."""
    access = AccessConversation(DynamoConversations(platform.database), platform.gate)
    handle = HandleTemplates(DynamoTemplates(platform.database), platform.gate, platform.clock, platform.ids)
    return Writing(handle, RenderTemplate(handle, access, DynamoPeople(), platform.clock))
