"""Texts that mean something to a database, a directory or a logger: here they are texts."""

from __future__ import annotations

import pytest

from tests.bad_input.requests import welcome
from tests.support.examples import EXAMPLES
from tests.support.operations import Example
from tests.support.snapshot import Snapshot
from tests.support.world import BRIEF, World

LONGEST_KEY = 2048
"""Bytes of a partition key: what is longer must not get as far as the table."""
HOSTILE = [
    "' OR '1'='1", "*)(uid=*))(|(uid=*", '{"$ne": null}', "#", "A#B", "\x00", "\r\n", "é", "x" * 1000,
    "x" * (LONGEST_KEY + 1), "__proto__", "${jndi:ldap:127.0.0.1}", "; DROP TABLE core", "attribute_exists(PK)",
]  # fmt: skip
NAMED = [(example, name) for example in EXAMPLES for name in example.names]


@pytest.mark.feature("SEC-05")
@pytest.mark.parametrize(("example", "name"), NAMED, ids=lambda part: part if isinstance(part, str) else part.name)
def test_a_hostile_id_leads_nowhere(world: World, before: Snapshot, example: Example, name: str) -> None:
    who = welcome(example)

    answers = {text: example.send(world, who, path=example.path(world, {name: text})) for text in HOSTILE}

    astray = {text: answer.status for text, answer in answers.items() if answer.status not in {403, 404, 422}}
    assert {text: status for text, status in astray.items() if answers[text].body != {"items": []}} == {}
    assert before.changes() == []


@pytest.mark.feature("SEC-05")
@pytest.mark.parametrize("text", [text for text in HOSTILE if 0 < len(text.strip()) <= 120 and text.isprintable()])
def test_hostile_words_are_kept_and_looked_for_as_words(world: World, text: str) -> None:
    before = world.do("expert", "GET", "/v1/projects").body["items"]

    made = world.do("client", "POST", "/v1/projects", {**BRIEF, "title": text, "description": text, "skills": [text]})
    world.do("client", "POST", f"{made.headers['Location']}/post")

    kept = world.do("client", "GET", made.headers["Location"]).body
    found = world.do("expert", "GET", "/v1/projects", query={"skill": text}).body["items"]
    assert (kept["title"], kept["description"]) == (text, text)
    assert [item["project_id"] for item in found] == [kept["project_id"]]
    assert kept["project_id"] not in {item["project_id"] for item in before}
