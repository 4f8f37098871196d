"""Translating messages: who does it, and whether."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.messaging.ports.translating import Translator
from guildhall.messaging.store.translations import DynamoTranslations
from guildhall.messaging.use_cases.changes import ShowMessage
from guildhall.messaging.use_cases.translating import TranslateMessage
from guildhall.platform import aws
from guildhall.platform.assembly import Platform
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class TranslationSettings:
    """Who translates.

    translator: `amazon`, `libre`, or nothing. translator_url: of a `libre` server, such as `https://translate.example`.
    translator_secret: ARN of the key that it wants to see, if it does.
    """

    translator: str = ""
    translator_url: str = ""
    translator_secret: str = ""


def wire_translating(platform: Platform, show: ShowMessage) -> TranslateMessage:
    """Build the use case on DynamoDB and the translator of this stage."""

    def is_on() -> bool:
        # Loaded when the first reader asks: chat starts without it.
        from guildhall.administration.wiring.settings import get_setting

        return get_setting(platform)("message_translations").value == 1

    own = platform.settings(TranslationSettings)
    return TranslateMessage(show, DynamoTranslations(platform.database), _translator(own), is_on, platform.limits)


def _translator(own: TranslationSettings) -> Translator | None:
    if not own.translator:
        return None
    # Loaded where it is configured: chat starts without it.
    from guildhall.messaging.gateways.translators import AmazonTranslator, LibreTranslator

    if own.translator == "amazon":
        return AmazonTranslator(aws.client("translate"))
    secret = Secret(own.translator_secret) if own.translator_secret else None
    return LibreTranslator(own.translator_url, lambda: secret.value if secret else "")
