"""Letters that identity has to send itself: who is invited may have no account, so notifications does not know them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.identity.models import Invitation
from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws
from guildhall.platform.observe import logger

TEXTS = Path(__file__).parents[1] / "invitation_letter.toml"


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(TEXTS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class MailSettings:
    """mail_sender: the From header. web_url: origin of the web app, without trailing slash."""

    mail_sender: str
    web_url: str


def written(invitation: Invitation, token: str, locale: str, web_url: str) -> tuple[str, str]:
    """Return the subject and the text of an invitation's letter. web_url: as in MailSettings."""
    words = _texts().get(locale[:2]) or _texts()["en"]
    fitting = words["venue"] if invitation.venue_id else words
    # A line break in a name would begin another header.
    names = {"role": words["roles"][invitation.role], "venue": " ".join((invitation.venue_name or "").split())}
    # Behind the # it stays in the browser: no server's log and no Referer header gets to see it.
    link = f"{web_url}/invitations#token={token}"
    return fitting["subject"].format(**names), fitting["text"].format(**names, link=link)


class SesInvitationLetters:
    """The port `InvitationLetters` on Amazon SES."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings

    def send(self, invitation: Invitation, token: str, locale: str) -> None:
        """Send the token to the invited address. Raises Unavailable."""
        subject, text = written(invitation, token, locale, self._settings.web_url)
        simple = {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
        }
        try:
            aws.client("sesv2").send_email(
                FromEmailAddress=self._settings.mail_sender,
                Destination={"ToAddresses": [invitation.email]},
                Content={"Simple": simple},
            )
        except (ClientError, BotoCoreError) as error:
            logger.exception("invitation not mailed", extra={"invitation_id": invitation.invitation_id})
            raise Unavailable("the invitation could not be mailed; invite again later") from error
