"""Text messages through Amazon SNS."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.notifications.errors import MailRefused
from guildhall.platform import aws

HOPELESS_TEXTS = {"InvalidParameter", "InvalidParameterValue", "ParameterValueInvalid", "OptedOut"}
"""Answers of SNS that no retry changes: no such number, or its owner wants no messages."""


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
