"""What capabilities ask that write letters of their own."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.notifications.gateways.mail import SesPostman
from guildhall.notifications.store import DynamoMailboxes
from guildhall.notifications.use_cases.mail import PostLetter
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class PostingSettings:
    """mail_sender: the From header. mail_reports: the configuration set by which bounces and complaints come back."""

    mail_sender: str
    mail_reports: str


def wire_posting(platform: Platform) -> PostLetter:
    """Build it on DynamoDB and SES. It authorises nothing, so no edge may offer it as it is."""
    own = platform.settings(PostingSettings)
    return PostLetter(DynamoMailboxes(platform.database), SesPostman(own.mail_sender, own.mail_reports))
