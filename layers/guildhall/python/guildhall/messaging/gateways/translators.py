"""The port `Translator`: Amazon Translate, or a server that speaks the protocol of LibreTranslate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

import orjson
from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Fault, Unavailable
from guildhall.messaging.errors import LanguageNotSupported, NothingToTranslate
from guildhall.messaging.models.templates import Language
from guildhall.platform import outbound
from guildhall.platform.addresses import Target
from guildhall.platform.observe import logger

SECONDS = 8.0
"""For one answer; the function has 20."""
LONGEST_ANSWER = 256 * 1024
"""A message of 4,000 letters, translated, is far below it."""
PATIENCE = 5
"""Seconds after which to ask again, where nobody says."""
LONGEST_PATIENCE = 3_600


class AmazonTranslator:
    """Amazon Translate (API reference, `TranslateText`), which asks Comprehend what language a text is in."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def __call__(self, texts: Sequence[str], language: Language) -> tuple[list[str], str | None]:
        """Return each text in the language, and the language that they are in.

        Raises LanguageNotSupported, NothingToTranslate, Unavailable.
        """
        # A word alone may be of any language: the longest stretch says what the others are in.
        longest = max(range(len(texts)), key=lambda number: len(texts[number]))
        first, source = self._translate(texts[longest], "auto", language)
        return [
            first if number == longest else self._translate(text, source, language)[0]
            for number, text in enumerate(texts)
        ], source

    def _translate(self, text: str, source: str, language: Language) -> tuple[str, str]:
        try:
            answer = self._client.translate_text(Text=text, SourceLanguageCode=source, TargetLanguageCode=language)
            return str(answer["TranslatedText"]), str(answer["SourceLanguageCode"])
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code == "UnsupportedLanguagePairException" and error.response.get("SourceLanguageCode") == language:
                return text, language
            if code in {"UnsupportedLanguagePairException", "DetectedLanguageLowConfidenceException"}:
                raise _not_supported() from error
            if code == "TextSizeLimitExceededException":
                raise NothingToTranslate("it is too long for the translator") from error
            raise _away(code) from error
        except (BotoCoreError, KeyError) as error:
            raise _away(type(error).__name__) from error


class LibreTranslator:
    """A server with the API of LibreTranslate (`POST /translate`, version 1.6), asked once for all texts.

    url: without a slash at the end; the operator says it, so it may be of a private network. key: what the server
    wants to see, or nothing. seconds: for the whole answer, however slowly it drips, once the connection stands.
    """

    def __init__(self, url: str, key: Callable[[], str], seconds: float = SECONDS) -> None:
        self.url = url
        self._target = _target(f"{url}/translate")
        self._key = key
        self._seconds = seconds

    def __call__(self, texts: Sequence[str], language: Language) -> tuple[list[str], str | None]:
        """Return each text in the language, and the language that they are in, if it is told.

        Raises LanguageNotSupported, Unavailable.
        """
        wanted = {"q": list(texts), "source": "auto", "target": language, "format": "text"}
        status, answer, patience = self._ask({**wanted, **({"api_key": self._key()} if self._key() else {})})
        if status == 400:  # noqa: PLR2004  what the server says of languages that it does not have
            raise _not_supported()
        translated = answer.get("translatedText")
        if status != 200 or not _are_texts(translated, len(texts)):  # noqa: PLR2004  the one success
            raise _away(f"status {status}", patience)
        return list(translated or []), _detected(answer.get("detectedLanguage"), texts)

    def _ask(self, body: dict[str, Any]) -> tuple[int, dict[str, Any], int]:
        headers = {"Content-Type": "application/json"}
        try:
            response = outbound.send(
                self._target, headers, orjson.dumps(body), whole_seconds=self._seconds, longest=LONGEST_ANSWER
            )
            answer = orjson.loads(response.body) if response.status in {200, 400} else {}
        except (OSError, HTTPException, ValueError) as error:
            raise _away(type(error).__name__) from error
        said = response.headers.get("retry-after", "")
        patience = min(int(said), LONGEST_PATIENCE) if said.isdecimal() else PATIENCE
        return response.status, answer if isinstance(answer, dict) else {}, patience


def _target(url: str) -> Target:
    parts = urlsplit(url)
    host = parts.hostname or ""
    return Target(parts.scheme, host, host, parts.port or (443 if parts.scheme == "https" else 80), parts.path)


def _are_texts(translated: Any, count: int) -> bool:
    return isinstance(translated, list) and len(translated) == count and all(isinstance(one, str) for one in translated)


def _detected(said: Any, texts: Sequence[str]) -> str | None:
    """Return the language of the longest text, if the server says it as it should."""
    longest = max(range(len(texts)), key=lambda number: len(texts[number]))
    one = said[longest] if isinstance(said, list) and len(said) == len(texts) else said
    language = one.get("language") if isinstance(one, dict) else None
    return language if isinstance(language, str) and len(language) <= 16 else None  # noqa: PLR2004  such as zh-Hant


def _not_supported() -> LanguageNotSupported:
    fault = Fault("/language", "the translator cannot put this message into it", "language")
    return LanguageNotSupported(faults=(fault,))


def _away(reason: str, patience: int = PATIENCE) -> Unavailable:
    logger.warning("the translator does not answer", extra={"reason": reason})
    return Unavailable("the translator does not answer at the moment", retry_after_seconds=patience)
