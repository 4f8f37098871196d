"""Outbound: e-mail through SES, guests as bookings knows them, and the signed token of an unsubscribe link."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.bookings.use_cases.addressees import FindAddressee
from guildhall.kernel.clock import from_text
from guildhall.kernel.errors import Fault, Unavailable
from guildhall.notifications.errors import MailRefused, UnsubscribeLinkInvalid
from guildhall.notifications.models import Contact, MailReport, MailTrouble, Type
from guildhall.notifications.ports import GuestContact, Letter
from guildhall.platform import aws
from guildhall.platform.cursors import CursorForged, Cursors

HOPELESS = {"BadRequestException", "MessageRejected", "NotFoundException", "ValidationException"}
"""Answers of SES that no retry changes; throttling, paused sending and faults of its own may pass."""

HOPELESS_TEXTS = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "OptedOut"}
"""Answers of SNS that no retry changes: no such number, or its owner wants no messages."""

LIST_NAME = "notifications:unsubscribe"
ACCOUNT_TAG = "account_id"


class SesPostman:
    """The port `Postman` on Amazon SES, API version 2.

    sender: the From header, such as `Guildhall <no-reply@guildhall.example>`; its domain is a verified identity.
    reports: the configuration set by which bounces and complaints come back.
    """

    def __init__(self, sender: str, reports: str) -> None:
        self._sender = sender
        self._reports = reports

    def send(self, letter: Letter) -> None:
        """Hand a letter to SES. Raises MailRefused, Unavailable."""
        try:
            aws.client("sesv2").send_email(**self._request(letter))
        except ClientError as error:
            if error.response["Error"]["Code"] in HOPELESS:
                raise MailRefused from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error

    def _request(self, letter: Letter) -> dict[str, Any]:
        return {
            "FromEmailAddress": self._sender,
            "ConfigurationSetName": self._reports,
            "EmailTags": [{"Name": ACCOUNT_TAG, "Value": letter.account_id}],
            "Destination": {"ToAddresses": [letter.to]},
            "Content": {
                "Simple": {
                    "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Html": {"Data": letter.html, "Charset": "UTF-8"},
                        "Text": {"Data": letter.text, "Charset": "UTF-8"},
                    },
                    **_headers(letter),
                    **_attachments(letter),
                }
            },
        }


class SnsTexter:
    """The port `Texter` on Amazon SNS. Who sends it is what the account has registered in the phone's country."""

    def send(self, phone: str, text: str) -> None:
        """Hand a message to SNS. Raises MailRefused, Unavailable."""
        kind = {"AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}}
        try:
            aws.client("sns").publish(PhoneNumber=phone, Message=text, MessageAttributes=kind)
        except ClientError as error:
            if error.response["Error"]["Code"] in HOPELESS_TEXTS:
                raise MailRefused from error
            raise Unavailable from error
        except BotoCoreError as error:
            raise Unavailable from error


def reports_of(detail: dict[str, Any]) -> list[MailReport]:
    """Return what an event of SES says of addresses that are to be left alone.

    detail: of `Email Bounced` or `Email Complaint Received` (SES developer guide, "Contents of event data"). Empty for
    a bounce that may pass, for a complaint taken back, and for letters that were not ours, such as Cognito's codes.
    """
    mail = detail["mail"]
    account_id = next(iter(mail.get("tags", {}).get(ACCOUNT_TAG, [])), None)
    bounce, complaint = detail.get("bounce", {}), detail.get("complaint", {})
    gone = bounce.get("bouncedRecipients", []) if bounce.get("bounceType") == "Permanent" else []
    annoyed = complaint.get("complainedRecipients", []) if complaint.get("complaintFeedbackType") != "not-spam" else []
    if account_id is None:
        return []
    return [
        MailReport(account_id, recipient["emailAddress"], trouble, from_text(mail["timestamp"]))
        for trouble, recipients in ((MailTrouble.BOUNCED, gone), (MailTrouble.COMPLAINED, annoyed))
        for recipient in recipients
    ]


def _headers(letter: Letter) -> dict[str, Any]:
    if not letter.unsubscribe_url:
        return {}
    return {
        "Headers": [
            {"Name": "List-Unsubscribe", "Value": f"<{letter.unsubscribe_url}>"},
            {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
        ]
    }


def _attachments(letter: Letter) -> dict[str, Any]:
    if not letter.calendar:
        return {}
    file = {
        "FileName": "reservation.ics",
        "ContentType": "text/calendar; charset=utf-8",
        "ContentTransferEncoding": "BASE64",
        "RawContent": letter.calendar.encode(),
    }
    return {"Attachments": [file]}


class BookedGuests:
    """The port `Guests`, answered by bookings.

    find: what bookings knows of a reservation's guest: name, address, language, token and calendar file, or None.
    """

    def __init__(self, find: FindAddressee) -> None:
        self._find = find

    def get(self, reservation_id: str) -> GuestContact | None:
        """Return the guest of a reservation, or None if nobody can be written to."""
        known = self._find(reservation_id)
        if known is None:
            return None
        guest = known.guest
        contact = Contact(reservation_id, guest.email, guest.name, guest.language, is_confirmed=True)
        return GuestContact(contact, known.token, known.calendar, guest.phone)


class SignedUnsubscribeLinks:
    """The port `UnsubscribeLinks`: the token is a signed cursor that never expires, as the letter does not."""

    def __init__(self, cursors: Cursors) -> None:
        self._cursors = cursors

    def token(self, account_id: str, kind: Type) -> str:
        """Return a token that only we can have made."""
        return self._cursors.write({"account_id": account_id, "type": str(kind)}, LIST_NAME) or ""

    def read(self, token: str) -> tuple[str, Type]:
        """Return the account and the type. Raises UnsubscribeLinkInvalid."""
        try:
            found = self._cursors.read(token, LIST_NAME) or {}
            return str(found["account_id"]), Type(found["type"])
        except (CursorForged, KeyError, ValueError) as error:
            fault = Fault("#query/token", "not ours", "forged")
            raise UnsubscribeLinkInvalid(faults=(fault,)) from error
