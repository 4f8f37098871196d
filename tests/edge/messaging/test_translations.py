"""Messages in another language: what is translated and what stays, who may ask, and translators that misbehave."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler
from typing import Any

import botocore.session
import pytest
from botocore.config import Config

from functions.messaging import changes
from guildhall.administration.models.settings import Setting
from guildhall.administration.store.settings import DynamoSettings
from guildhall.kernel.errors import Problem, Unavailable
from guildhall.messaging import wiring
from guildhall.messaging.errors import LanguageNotSupported, NothingToTranslate
from guildhall.messaging.gateways import translators
from guildhall.messaging.gateways.translators import AmazonTranslator, LibreTranslator
from guildhall.messaging.models.messages import Message
from guildhall.messaging.models.templates import Language
from guildhall.messaging.models.translations import TRANSLATING, parts_of
from guildhall.messaging.store.rows import Keys, read_items
from tests.support.aws_json import AwsRefusal, aws_json
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client
from tests.support.loopback import Loopback, answer, answer_json, body_of


@dataclass
class Libre:
    """A server that speaks as LibreTranslate does: turns letters to capitals. fault: what it does instead."""

    asked: list[dict[str, Any]] = field(default_factory=list)
    fault: str = ""
    stopped: threading.Event = field(default_factory=threading.Event)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = json.loads(body_of(request))
        self.asked.append(body)
        whole = {"translatedText": [one.upper() for one in body["q"]]}
        detected = [{"confidence": 90, "language": "en"} for _ in body["q"]]
        if self.fault == "slow":
            self.stopped.wait(5)
        elif self.fault == "drip":
            self._drip(request, json.dumps({**whole, "detectedLanguage": detected}).encode())
        elif self.fault == "busy":
            answer(request, 429, b'{"error": "Slowdown"}', {"Retry-After": "17"})
        elif self.fault in {"500", "403", "302"}:
            answer(request, int(self.fault), b"<html>", {"Location": "http://127.0.0.1:9/"})
        elif self.fault == "400":
            answer_json(request, 400, {"error": "ur is not supported"})
        elif self.fault == "cut":
            request.connection.close()
        elif self.fault:
            answer(request, 200, RUBBISH[self.fault])
        else:
            answer_json(request, 200, {**whole, "detectedLanguage": detected})

    def _drip(self, request: BaseHTTPRequestHandler, content: bytes) -> None:
        """Answer rightly, byte by byte, for seconds."""
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        request.end_headers()
        with suppress(OSError):
            for one in content:
                request.wfile.write(bytes([one]))
                self.stopped.wait(0.05)


RUBBISH = {
    "html": b"<html>",
    "list": b"[1]",
    "too few": b'{"translatedText": []}',
    "one text": b'{"translatedText": "HI"}',
    "numbers": b'{"translatedText": [1]}',
    "endless": b'{"translatedText": ["' + b"x" * translators.LONGEST_ANSWER + b'"]}',
}


@pytest.fixture
def libre() -> Iterator[tuple[Libre, LibreTranslator]]:
    libre = Libre()
    server = Loopback(libre.take)
    with server.running():
        yield libre, LibreTranslator(server.url, lambda: "k-1", seconds=5)
        libre.stopped.set()


@dataclass
class Desk:
    """The edge of one message with a translator behind it."""

    house: House
    libre: Libre
    http: Client

    def ask(self, message_id: str, language: str = "fr", *, by: Any = EXPERT, method: str = "POST") -> Answer:
        """Ask for a translation, or whether there can be one."""
        path = f"/v1/conversations/{CONVERSATION}/messages/{message_id}/translation"
        return self.http(method, path, by=by, body={"language": language} if method == "POST" else None)

    def send(self, text: str, **more: Any) -> str:
        """Send a message; return its id."""
        return str(self.house.send(CLIENT, text, **more).body["message_id"])


@pytest.fixture
def desk(house: House, libre: tuple[Libre, LibreTranslator]) -> Desk:
    wired = wiring.wire(house.platform, house.vault)
    wired = replace(wired, translate=replace(wired.translate, translator=libre[1]))
    return Desk(house, libre[0], Client(changes.create_app, wired, house.platform, keyless=changes.KEYLESS))


def test_words_are_translated_and_code_links_and_names_stay(desk: Desk) -> None:
    text = "Hello @ana,\n see https://a.example/b?c=d#e or `make up`: mail a.b@c.example!\n```\nlet x = 1\n``` ok? 12"
    message_id = desk.send(text)

    found = desk.ask(message_id)

    assert found.status == 200
    assert found.body == {
        "message_id": message_id,
        "message_version": 0,
        "language": "fr",
        "source_language": "en",
        "text": "HELLO @ana,\n SEE https://a.example/b?c=d#e OR `make up`: MAIL a.b@c.example!"
        "\n```\nlet x = 1\n``` OK? 12",
    }
    (asked,) = desk.libre.asked
    assert (asked["q"], asked["source"], asked["target"]) == (["Hello", "see", "or", ": mail", "ok? 12"], "auto", "fr")
    assert (asked["format"], asked["api_key"]) == ("text", "k-1")


@pytest.mark.parametrize(
    "text", ["", " ", "Hi", " a\n", "`a` b", "http://x", "```", "@", "خوش آمدید @ali", "a `b", "12", "x" * 4_000]
)
def test_the_parts_of_a_text_are_the_text(house: House, text: str) -> None:
    message = Message(CONVERSATION, "msg_1", "acc_1", text, house.clock.now())

    assert "".join(part.text for part in parts_of(message)) == text


def test_what_was_translated_once_is_kept_by_words_and_language(desk: Desk) -> None:
    message_id = desk.send("Hello")

    first, second = desk.ask(message_id), desk.ask(message_id, by=CLIENT)
    desk.house.on(EXPERT, "PUT", message_id, "/reactions", body={"emojis": ["👍"]})
    reacted, urdu = desk.ask(message_id), desk.ask(message_id, "ur")
    desk.house.on(CLIENT, "PUT", message_id, body={"text": "Goodbye"})
    edited = desk.ask(message_id)

    assert first.body == second.body
    assert [one.body["text"] for one in (reacted, urdu, edited)] == ["HELLO", "HELLO", "GOODBYE"]
    assert [(one["q"], one["target"]) for one in desk.libre.asked] == [
        (["Hello"], "fr"), (["Hello"], "ur"), (["Goodbye"], "fr"),
    ]  # fmt: skip


def test_a_translation_goes_with_its_message(desk: Desk) -> None:
    message_id, other = desk.send("Hello"), desk.send("Never translated")
    desk.ask(message_id)
    for one in (message_id, other):
        assert desk.house.on(CLIENT, "DELETE", one).status == 200

    refused = desk.ask(message_id)

    assert (refused.status, refused.problem) == (409, "messaging/message-deleted")
    (row,) = read_items([Keys.translation(CONVERSATION, message_id)])
    assert row is not None
    assert "HELLO" not in str(row)


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_what_changes_while_the_translator_works_leaves_no_old_words(desk: Desk, change: str) -> None:
    message_id = desk.send("Hello")
    wired = wiring.wire(desk.house.platform, desk.house.vault)

    def meanwhile(texts: Sequence[str], _: Language) -> tuple[list[str], str | None]:
        if texts == ["Hello"]:
            if change == "edit":
                desk.house.on(CLIENT, "PUT", message_id, body={"text": "Other"})
            else:
                desk.house.on(CLIENT, "DELETE", message_id)
        return [one.upper() for one in texts], None

    wired = replace(wired, translate=replace(wired.translate, translator=meanwhile))
    translate = Client(changes.create_app, wired, desk.house.platform, keyless=changes.KEYLESS)
    path = f"/v1/conversations/{CONVERSATION}/messages/{message_id}/translation"
    found = translate("POST", path, by=EXPERT, body={"language": "fr"})

    if change == "edit":
        assert (found.status, found.body["text"]) == (200, "OTHER")
    else:
        assert (found.status, found.problem) == (409, "messaging/message-deleted")
    assert "HELLO" not in str(read_items([Keys.translation(CONVERSATION, message_id)]))


@pytest.mark.parametrize(
    ("text", "more"),
    [("x = 1", {"code_language": "python"}), ("12 👍", {}), ("https://a.example", {}), ("a @b " * 21, {})],
)
def test_what_has_no_words_to_translate_is_refused_and_not_offered(desk: Desk, text: str, more: dict[str, Any]) -> None:
    message_id = desk.send(text, **more)

    assert desk.ask(message_id).problem == "messaging/nothing-to-translate"
    assert desk.ask(message_id, method="GET").body == {"languages": []}
    assert desk.libre.asked == []


def test_without_a_translator_or_where_it_is_turned_off_nothing_is_offered(desk: Desk) -> None:
    message_id = desk.send("Hello")
    offered = desk.ask(message_id, method="GET").body["languages"]
    without = [desk.house.on(EXPERT, method, message_id, "/translation", body=body) for method, body in ASKINGS]
    platform = desk.house.platform
    DynamoSettings(platform.database).save(Setting("message_translations", 0, 0, "acc_1", platform.clock.now()))
    off = [desk.ask(message_id, method="GET"), desk.ask(message_id)]

    assert offered == ["en", "fr", "ur"]
    for asked, refused in (without, off):
        assert asked.body == {"languages": []}
        assert (refused.status, refused.problem) == (409, "messaging/translation-not-available")


ASKINGS = (("GET", None), ("POST", {"language": "fr"}))


def test_only_who_takes_part_and_only_so_often(desk: Desk) -> None:
    message_id = desk.send("Hello")
    assert desk.ask(message_id, by=STRANGER).status == desk.ask(message_id, by=STRANGER, method="GET").status == 404
    assert desk.ask("msg_01JZ4A8X7N3V5T9K2C6M0QWERT").status == 404
    assert desk.ask(message_id, "de").status == 422
    for _ in range(TRANSLATING.quota):
        desk.house.platform.limits.take(TRANSLATING, EXPERT.account_id)

    refused, other = desk.ask(message_id), desk.ask(message_id, by=CLIENT)
    again = desk.ask(message_id)

    assert (refused.status, other.status, again.status) == (429, 200, 200)
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize("fault", ["busy", "500", "403", "302", "cut", *RUBBISH])
def test_a_libre_server_that_misbehaves_is_away_and_nothing_is_kept(desk: Desk, fault: str) -> None:
    message_id = desk.send("Hello")
    desk.libre.fault = fault

    refused = desk.ask(message_id)
    desk.libre.fault = ""

    assert (refused.status, refused.headers["Retry-After"]) == (503, "17" if fault == "busy" else "5")
    assert len(desk.libre.asked) == 1
    assert desk.ask(message_id).body["text"] == "HELLO"


@pytest.mark.parametrize("fault", ["slow", "drip"])
def test_a_libre_server_that_is_slow_is_given_up(libre: tuple[Libre, LibreTranslator], fault: str) -> None:
    server, url = libre[0], libre[1].url
    server.fault = fault

    with pytest.raises(Unavailable):
        LibreTranslator(url, lambda: "", seconds=0.3)(["Hello"], "fr")
    assert "api_key" not in server.asked[0]


def test_a_language_that_a_libre_server_does_not_have_is_said_to_be_so(desk: Desk) -> None:
    message_id = desk.send("Hello")
    desk.libre.fault = "400"

    refused = desk.ask(message_id, "ur")

    assert (refused.status, refused.problem) == (422, "messaging/language-not-supported")
    assert refused.body["errors"][0]["pointer"] == "/language"


def amazon(url: str) -> AmazonTranslator:
    config = Config(retries={"total_max_attempts": 1}, read_timeout=5)
    return AmazonTranslator(
        botocore.session.get_session().create_client("translate", "eu-west-1", endpoint_url=url, config=config)
    )


def test_amazon_is_asked_the_longest_stretch_first_and_the_others_in_its_language() -> None:
    asked = []

    def translate(body: dict[str, Any]) -> dict[str, Any]:
        asked.append((body["Text"], body["SourceLanguageCode"]))
        return {"TranslatedText": body["Text"].upper(), "SourceLanguageCode": "en", "TargetLanguageCode": "fr"}

    with aws_json({"TranslateText": translate}) as url:
        found = amazon(url)(["or", "see this", "hm"], "fr")

    assert found == (["OR", "SEE THIS", "HM"], "en")
    assert asked == [("see this", "auto"), ("or", "en"), ("hm", "en")]


@pytest.mark.parametrize(
    ("code", "becomes"),
    [
        ("UnsupportedLanguagePairException", LanguageNotSupported),
        ("DetectedLanguageLowConfidenceException", LanguageNotSupported),
        ("TextSizeLimitExceededException", NothingToTranslate),
        ("TooManyRequestsException", Unavailable),
        ("InternalServerException", Unavailable),
        ("", Unavailable),
    ],
)
def test_what_amazon_refuses_is_told_as_what_it_means(code: str, becomes: type[Problem]) -> None:
    def refuse(_: dict[str, Any]) -> dict[str, Any]:
        if code:
            raise AwsRefusal(code)
        return {"AppliedSettings": {}}

    with aws_json({"TranslateText": refuse}) as url, pytest.raises(becomes):
        amazon(url)(["Hello"], "fr")


def test_what_amazon_takes_for_written_in_that_language_already_stays() -> None:
    def refuse(request: BaseHTTPRequestHandler) -> None:
        said = {"SourceLanguageCode": "fr", "TargetLanguageCode": "fr", "message": "no"}
        answer_json(request, 400, {"__type": "UnsupportedLanguagePairException", **said})

    server = Loopback(refuse)
    with server.running():
        assert amazon(server.url)(["Bonjour"], "fr") == (["Bonjour"], "fr")
