"""Templates: given ones in three languages, a person's own, and what they say in a conversation."""

from __future__ import annotations

from typing import Any

import pytest

from functions.messaging.events import subscribe
from functions.messaging.writing import KEYLESS, create_app
from guildhall.identity.events import AccountRegisteredV1, AccountRenamedV1
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.models import LONGEST_TEXT
from guildhall.messaging.models.templates import GIVEN, LANGUAGES, MOST_TEMPLATES
from guildhall.messaging.wiring.writing import wire_writing
from guildhall.platform.edge import Delivery
from tests.support.chat import CLIENT, CONVERSATION, EXPERT, STRANGER, House
from tests.support.http import Answer, Client

PATH = "/v1/message-templates"
OWN = {"title": "Thanks", "language": "en", "text": "Thank you, {recipient_name}, for {gift}! {Not} { one }"}


@pytest.fixture
def writing(house: House) -> Client:
    return Client(create_app, wire_writing(house.platform), house.platform, keyless=KEYLESS)


def told(house: House, event: DomainEvent, event_id: str) -> None:
    """Let an event of identity arrive."""
    subscribe(house.ears)[event.detail_type](Delivery(event_id, event.detail_type, event.model_dump(mode="json")))


def named(house: House) -> None:
    """Let both sides have a name; the client's newer one arrives first, and everything twice."""
    at = {"email": "a@example.com", "roles": [], "locale": "en"}
    for _ in range(2):
        told(house, AccountRenamedV1(account_id=CLIENT.account_id, display_name="Ana B."), "evt_2")
        told(house, AccountRegisteredV1(account_id=CLIENT.account_id, display_name="Ana", **at), "evt_1")
        told(house, AccountRegisteredV1(account_id=EXPERT.account_id, display_name="Émile", **at), "evt_3")


def rendered(writing: Client, template_id: str, **values: str) -> Answer:
    """Render a template as the expert."""
    body = {"conversation_id": CONVERSATION, "values": values}
    return writing("POST", f"{PATH}/{template_id}/renderings", by=EXPERT, body=body)


def listed(writing: Client, **query: str) -> list[dict[str, Any]]:
    """Return what the expert's list shows."""
    items: list[dict[str, Any]] = writing("GET", PATH, by=EXPERT, query=query).body["items"]
    return items


@pytest.mark.feature("MSG-14")
def test_own_templates_stand_before_the_given_ones_and_both_are_filled_with_what_is_known(
    house: House, writing: Client
) -> None:
    named(house)
    own = writing("POST", PATH, by=EXPERT, body=OWN)

    shown = listed(writing, language="en")
    said = {
        name: rendered(
            writing, f"tpl_{name}_en", **({"proposal": "a plan", "start": "Monday"} if "prop" in name else {})
        )
        for name in GIVEN
    }
    mine = rendered(writing, own.body["template_id"], gift="{title}")

    assert (own.status, own.body["variables"]) == (201, ["recipient_name", "gift"])
    assert [(one["template_id"], one["is_own"]) for one in shown] == [
        (own.body["template_id"], True),
        *((f"tpl_{name}_en", False) for name in GIVEN),
    ]
    assert mine.body["text"] == "Thank you, Ana B., for {title}! {Not} { one }"
    assert all("Hello Ana B.," in answer.body["text"] for answer in said.values())
    assert all("“A garden house”" in answer.body["text"] for answer in said.values())
    assert said["project_proposal"].body["text"].endswith("Émile, 2 March 2026")


def test_a_direct_conversation_is_about_nothing_that_a_template_could_name(house: House, writing: Client) -> None:
    named(house)
    body = {"subject": "direct", "account_id": CLIENT.account_id}
    talk = house.http("POST", "/v1/conversations", by=EXPERT, body=body).body["conversation_id"]

    def welcome(**values: str) -> Answer:
        body = {"conversation_id": talk, "values": values}
        return writing("POST", f"{PATH}/tpl_welcome_en/renderings", by=EXPERT, body=body)

    assert [(one["pointer"], one["code"]) for one in welcome().body["errors"]] == [("/values/title", "missing")]
    assert "on “your kitchen”." in welcome(title="your kitchen").body["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_given_template_has_the_same_variables_in_every_language(writing: Client, language: str) -> None:
    english = {one["template_id"][:-3]: one for one in listed(writing, language="en")}

    found = listed(writing, language=language)

    assert {one["template_id"][:-3]: set(one["variables"]) for one in found} == {
        name: set(one["variables"]) for name, one in english.items()
    }
    assert len({one["text"] for one in found} | {one["text"] for one in english.values()}) == (
        3 if language == "en" else 6
    )


def test_a_value_that_is_missing_or_has_no_place_is_pointed_to(house: House, writing: Client) -> None:
    own = writing("POST", PATH, by=EXPERT, body=OWN).body["template_id"]

    answer = rendered(writing, own, surprise="!")

    assert (answer.status, answer.problem) == (422, "messaging/variable-unknown")
    assert [(one["pointer"], one["code"]) for one in answer.body["errors"]] == [
        ("/values/recipient_name", "missing"),
        ("/values/gift", "missing"),
        ("/values/surprise", "unknown"),
    ]
    assert rendered(writing, own, gift="tea", recipient_name="you").body["text"].startswith("Thank you, you, for tea!")


def test_what_would_be_too_long_for_a_message_is_refused(writing: Client) -> None:
    text = "{a}{b}{c}{d}{e}"
    own = writing("POST", PATH, by=EXPERT, body={**OWN, "text": text}).body["template_id"]

    longest = rendered(writing, own, a="x" * 1000, b="x" * 1000, c="x" * 1000, d="x" * 1000, e="")
    longer = rendered(writing, own, a="x" * 1000, b="x" * 1000, c="x" * 1000, d="x" * 1000, e="x")

    assert (longest.status, len(longest.body["text"])) == (200, LONGEST_TEXT)
    assert (longer.status, longer.problem) == (422, "messaging/rendering-too-long")


def test_own_templates_are_changed_and_deleted_and_are_nobody_elses(house: House, writing: Client) -> None:
    own = writing("POST", PATH, by=EXPERT, body=OWN).body["template_id"]

    by_others = [
        writing("PUT", f"{PATH}/{own}", by=CLIENT, body=OWN),
        writing("DELETE", f"{PATH}/{own}", by=CLIENT),
        writing("POST", f"{PATH}/{own}/renderings", by=CLIENT, body={"conversation_id": CONVERSATION, "values": {}}),
        writing("PUT", f"{PATH}/tpl_welcome_en", by=EXPERT, body=OWN),
        writing(
            "POST",
            f"{PATH}/tpl_welcome_en/renderings",
            by=STRANGER,
            body={"conversation_id": CONVERSATION, "values": {}},
        ),
    ]
    changed = [writing("PUT", f"{PATH}/{own}", by=EXPERT, body={**OWN, "title": "Merci"}) for _ in range(2)]

    assert {answer.status for answer in by_others} == {404}
    assert changed[0].body == changed[1].body
    assert listed(writing, language="en")[0]["title"] == "Merci"
    assert writing("DELETE", f"{PATH}/{own}", by=EXPERT).status == 204
    assert writing("DELETE", f"{PATH}/{own}", by=EXPERT).status == 404
    assert [one["is_own"] for one in listed(writing)] == [False] * 9


def test_one_keeps_no_more_templates_than_there_may_be(writing: Client) -> None:
    answers = [writing("POST", PATH, by=EXPERT, body=OWN) for _ in range(MOST_TEMPLATES + 1)]

    assert {answer.status for answer in answers[:-1]} == {201}
    assert (answers[-1].status, answers[-1].problem) == (409, "messaging/too-many-templates")
