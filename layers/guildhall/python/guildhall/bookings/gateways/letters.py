"""Letters to a venue's own mailbox, through Amazon SES; an answer goes to who wrote by the contact form."""

from __future__ import annotations

from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.models.venue import Details, Venue
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
        "\u200f\u2068{name}\u2069 نے \u2068{venue}\u2069 کو لکھا",
        (
            "\u200f\u2068{name} <{email}>{phone}\u2069 نے \u2068{venue}\u2069 کے صفحے پر لکھا۔\n"  # noqa: RUF001  Urdu
            "جواب دینے کے لیے اس خط کا جواب دیں۔"  # noqa: RUF001  Urdu
        ),
    ),
}
"""By the venue's first language: the subject, and what follows the message. A name of another direction is kept
together (U+2068, U+2069), and a line that begins with one runs from right to left all the same (U+200F)."""


@dataclass(frozen=True, slots=True)
class LetterSettings:
    """mail_sender: the From header, whose domain is a verified identity."""

    mail_sender: str


def written(details: Details, message: ContactMessage) -> tuple[str, str]:
    """Return the subject and the text of the letter that brings a message to a venue, in the venue's language."""
    subject, after = WORDS.get(details.language[:2], WORDS["en"])
    phone = f", {message.phone}" if message.phone else ""
    names = {"name": message.name, "venue": details.name, "email": message.email, "phone": phone}
    # A line break in a name would begin another header.
    return " ".join(subject.format(**names).split()), f"{message.text}\n\n-- \n{after.format(**names)}\n"


class SesForwarding:
    """The port `Forwarding` on Amazon SES, API version 2."""

    def __init__(self, settings: LetterSettings) -> None:
        self._settings = settings

    def send(self, venue: Venue, message: ContactMessage) -> None:
        """Send it; plain text, so that nothing in it is ever run or fetched. Raises Unavailable."""
        subject, text = written(venue.details, message)
        try:
            aws.client("sesv2").send_email(
                FromEmailAddress=self._settings.mail_sender,
                Destination={"ToAddresses": [venue.details.email]},
                ReplyToAddresses=[message.email],
                Content={
                    "Simple": {
                        "Subject": {"Data": subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
                    }
                },
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable from error
