"""Whatever happens, nobody finds, reads or exports a message of a conversation that they are not in."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ulid import ULID

from functions.messaging.events import subscribe
from guildhall.kernel.actor import Actor
from guildhall.platform.edge import Delivery
from tests.support.chat import House

MOST = 4
WORDS = ["devis", "Devis reçu", "the roof", "چھت", "roof plan"]
WHO, WHERE = st.integers(0, MOST - 1), st.integers(0, 1)
WHAT = st.sampled_from(["join", "leave", "say", "say", "edit", "delete"])
Step = tuple[str, int, int, str]
STEPS = st.lists(st.tuples(WHAT, WHERE, WHO, st.sampled_from(WORDS)), min_size=4, max_size=14)


class Walk:
    """Two conversations, who ought to be in them, and what ought to be found there by message."""

    def __init__(self, house: House) -> None:
        self.house = house
        # Other people for each walk: the tables are the same.
        self.people = [Actor(f"acc_{ULID()}", frozenset({"client"})) for _ in range(MOST)]
        self.ulids = [str(ULID()) for _ in range(2)]
        self.inside: list[set[int]] = [set(), set()]
        self.said: list[dict[str, tuple[int, str]]] = [{}, {}]

    def path(self, where: int) -> str:
        return f"/v1/conversations/cnv_{self.ulids[where]}"

    def step(self, what: str, where: int, who: int, words: str) -> None:
        """Do one thing, as one of those who may; where nobody may, do nothing."""
        self.house.clock.advance(timedelta(seconds=1))
        if what in {"join", "leave"}:
            self._place(where, who, is_in=what == "join")
        elif what == "say" and who in self.inside[where]:
            sent = self.house.send(self.people[who], words, at=f"cnv_{self.ulids[where]}")
            self.said[where][sent.body["message_id"]] = (who, words)
        elif own := [one for one, (by, _) in self.said[where].items() if by == who and who in self.inside[where]]:
            one = f"{self.path(where)}/messages/{own[0]}"
            body = {"text": words} if what == "edit" else None
            method = "PUT" if what == "edit" else "DELETE"
            assert self.house.http(method, one, by=self.people[who], body=body).status == 200
            self.said[where][own[0]] = (who, words if what == "edit" else "")

    def _place(self, where: int, who: int, *, is_in: bool) -> None:
        subject = {"subject": "case", "subject_id": f"cas_{self.ulids[where]}", "title": "A case"}
        place = {"account_id": self.people[who].account_id, "role": "member", "is_in": is_in}
        command = {"type": "keep_conversation", **subject, "places": [place]}
        delivery = Delivery(self.house.message_id(), "keep_conversation", command)
        subscribe(self.house.ears)["keep_conversation"](delivery)
        (self.inside[where].add if is_in else self.inside[where].discard)(who)

    def found(self, who: int, words: str) -> set[str]:
        query = {"words": words, "limit": "100"}
        items = self.house.http("GET", "/v1/chat/search", by=self.people[who], query=query).body["items"]
        return {one["message_id"] for one in items}

    def ought(self, who: int, folded: set[str]) -> set[str]:
        mine = [self.said[where] for where in range(2) if who in self.inside[where]]
        return {one for said in mine for one, (_, words) in said.items() if words in folded}


@settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_everybody_finds_exactly_what_was_said_where_they_are(house: House, steps: list[Step]) -> None:
    walk = Walk(house)
    for who in range(2):
        walk.step("join", 0, who, "")
        walk.step("say", 0, who, WORDS[who])

    for step in steps:
        walk.step(*step)

    for who, person in enumerate(walk.people):
        assert walk.found(who, "DEVIS") == walk.ought(who, {"devis", "Devis reçu"})
        assert walk.found(who, "چھت") == walk.ought(who, {"چھت"})
        for where in range(2):
            known = {200} if who in walk.inside[where] else {404}
            for part in ("/messages", "/export"):
                assert {house.http("GET", walk.path(where) + part, by=person).status} == known
