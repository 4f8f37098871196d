"""Letters to a venue's own mailbox, through Amazon SES; an answer goes to who wrote by the contact form."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.models.venue import Venue
from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws

WORDS = {
    "en": (
        "{name} wrote to {venue}",
        "Written by {name} <{email}>{phone} on the page of {venue}.\nAnswer this letter to answer them.",
    ),
    "fr": (
        "{name} a écrit à {venue}",
        "Écrit par {name} <{email}>{phone} sur la page de {venue}.\nRépondez à cette lettre pour lui répondre.",
    ),
    "ur": (
        "{name} نے {venue} کو لکھا",
        "{name} <{email}>{phone} نے {venue} کے صفحے پر لکھا۔\nجواب دینے کے لیے اس خط کا جواب دیں۔",  # noqa: RUF001  Urdu
    ),
}
"""By the venue's first language: the subject, and what follows the message."""


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """mail_sender: the From header, whose domain is a verified identity."""

    mail_sender: str


class SesForwarding:
    """The port `Forwarding` on Amazon SES, API version 2."""

    def __init__(self, settings: LetterSettings) -> None:
        self._settings = settings

    def send(self, venue: Venue, message: ContactMessage) -> None:
        """Send it; plain text, so that nothing in it is ever run or fetched. Raises Unavailable."""
        subject, after = WORDS.get(venue.details.language[:2], WORDS["en"])
        phone = f", {message.phone}" if message.phone else ""
        names = {"name": message.name, "venue": venue.details.name, "email": message.email, "phone": phone}
        text = f"{message.text}\n\n-- \n{after.format(**names)}\n"
        try:
            aws.client("sesv2").send_email(
                FromEmailAddress=self._settings.mail_sender,
                Destination={"ToAddresses": [venue.details.email]},
                ReplyToAddresses=[message.email],
                Content={
                    "Simple": {
                        "Subject": {"Data": " ".join(subject.format(**names).split()), "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                    }
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
