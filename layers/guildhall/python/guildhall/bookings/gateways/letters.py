"""Letters to a venue's own mailbox; an answer goes to who wrote by the contact form."""

from __future__ import annotations

from guildhall.bookings.models.pages import ContactMessage
from guildhall.bookings.models.venue import Details, Venue
from guildhall.notifications.ports import Letter
from guildhall.notifications.use_cases.mail import PostLetter

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


def written(details: Details, message: ContactMessage) -> tuple[str, str]:
    """Return the subject and the text of the letter that brings a message to a venue, in the venue's language."""
    subject, after = WORDS.get(details.language[:2], WORDS["en"])
    phone = f", {message.phone}" if message.phone else ""
    names = {"name": message.name, "venue": details.name, "email": message.email, "phone": phone}
    # A line break in a name would begin another header.
    return " ".join(subject.format(**names).split()), f"{message.text}\n\n-- \n{after.format(**names)}\n"


class PostedForwarding:
    """The port `Forwarding`, through notifications, which hears of letters that come back."""

    def __init__(self, post: PostLetter) -> None:
        self._post = post

    def send(self, venue: Venue, message: ContactMessage) -> bool:
        """Send it; plain text, so that nothing in it is ever run or fetched. Raises MailRefused, Unavailable."""
        subject, text = written(venue.details, message)
        to = venue.details.email or ""
        letter = Letter(message.message_id, to, subject, html="", text=text, unsubscribe_url="", reply_to=message.email)
        return self._post(letter)
