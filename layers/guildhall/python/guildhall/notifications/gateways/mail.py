"""E-mail through Amazon SES: letters out, reports of letters in."""

from __future__ import annotations

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.clock import from_text
from guildhall.kernel.errors import Unavailable
from guildhall.notifications.errors import MailRefused
from guildhall.notifications.models import MailReport, Outcome
from guildhall.notifications.ports import Letter
from guildhall.platform import aws

HOPELESS = {"BadRequestException", "MessageRejected", "NotFoundException", "ValidationException"}
"""Answers of SES that no retry changes; throttling, paused sending and faults of its own may pass."""
ACCOUNT_TAG, NOTIFICATION_TAG = "account_id", "notification_id"


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
            "EmailTags": [
                {"Name": name, "Value": value}
                for name, value in ((ACCOUNT_TAG, letter.account_id), (NOTIFICATION_TAG, letter.notification_id))
                if value
            ],
            "Destination": {"ToAddresses": [letter.to]},
            **({"ReplyToAddresses": [letter.reply_to]} if letter.reply_to else {}),
            "Content": {
                "Simple": {
                    "Subject": {"Data": letter.subject, "Charset": "UTF-8"},
                    "Body": {
                        **({"Html": {"Data": letter.html, "Charset": "UTF-8"}} if letter.html else {}),
                        "Text": {"Data": letter.text, "Charset": "UTF-8"},
                    },
                    **_headers(letter),
                    **_attachments(letter),
                }
            },
        }


def reports_of(detail: dict[str, Any]) -> list[MailReport]:
    """Return what an event of SES says of a letter: that it arrived, or of addresses that are to be left alone.

    detail: of `Email Delivered`, `Email Bounced` or `Email Complaint Received` (SES developer guide, "Contents of event
    data"). Empty for a bounce that may pass, for a complaint taken back, and for letters that were not ours, such as
    Cognito's codes.
    """
    mail = detail["mail"]
    tags = mail.get("tags", {})
    account_id = next(iter(tags.get(ACCOUNT_TAG, [])), None)
    notification_id = next(iter(tags.get(NOTIFICATION_TAG, [])), "")
    taken = [{"emailAddress": address} for address in detail.get("delivery", {}).get("recipients", [])]
    bounce, complaint = detail.get("bounce", {}), detail.get("complaint", {})
    gone = bounce.get("bouncedRecipients", []) if bounce.get("bounceType") == "Permanent" else []
    annoyed = complaint.get("complainedRecipients", []) if complaint.get("complaintFeedbackType") != "not-spam" else []
    if account_id is None:
        return []
    return [
        MailReport(account_id, recipient["emailAddress"], outcome, from_text(mail["timestamp"]), notification_id)
        for outcome, recipients in (
            (Outcome.DELIVERED, taken),
            (Outcome.BOUNCED, gone),
            (Outcome.COMPLAINED, annoyed),
        )
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
