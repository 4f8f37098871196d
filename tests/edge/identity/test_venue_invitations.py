"""Work at a venue by invitation: mailed, sent again, taken back, accepted once by whoever owns the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from functions.bookings import api as bookings
from functions.identity import api, auth
from guildhall.bookings.wiring import venues
from guildhall.identity.store import KEPT_AFTER
from guildhall.identity.wiring import Identity
from guildhall.kernel.clock import SettableClock
from guildhall.platform import query
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import People, Person
from tests.support.http import Answer, Client
from tests.support.invariants import scan
from tests.support.letters import Letters
from tests.support.ses import MailService
from tests.support.venues import LAHORE, NOUR, OTHER_OWNER

ACCEPT = "/v1/invitations/accept"


@dataclass
class Team:
    """A venue whose owner invites."""

    call: Client
    desk: Client
    letters: Letters
    venue_id: str

    @property
    def path(self) -> str:
        return f"/v1/invitations/venues/{self.venue_id}"

    def invite(self, email: str, by: Any = NOUR, **more: str) -> Answer:
        return self.call("POST", self.path, by=by, body={"email": email, **more})

    def waiting(self) -> list[str]:
        return [each["email"] for each in self.call("GET", self.path, by=NOUR).body["items"]]

    def token(self) -> str:
        """Return what the newest letter leads to."""
        return self.letters()[-1].text.partition("#token=")[2].split()[0]

    def accept(self, person: Person, token: str = "") -> Answer:
        return self.call("POST", ACCEPT, by=person.actor, body={"token": token or self.token()})

    def staff(self) -> list[str]:
        found: list[str] = self.desk("GET", f"/v1/venues/{self.venue_id}", by=NOUR).body["staff_ids"]
        return found


@pytest.fixture
def team(call: Client, letters: Letters, platform: Platform) -> Team:
    desk = Client(bookings.create_app, venues.wire(platform), platform)
    made = desk("POST", "/v1/venues", by=NOUR, body=LAHORE)
    return Team(call, desk, letters, made.body["venue_id"])


def test_whoever_has_an_account_accepts_and_works_there(team: Team, people: People, enter: Client) -> None:
    person = people.person(roles=["client"])

    invited = team.invite(person.email)
    before = team.waiting()
    accepted = team.accept(person)
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    assert (invited.status, before, team.waiting()) == (201, [person.email], [])
    assert (accepted.status, accepted.body["roles"]) == (200, ["client", "venue_staff"])
    assert team.staff() == [person.actor.account_id]
    assert team.desk("GET", f"/v1/venues/{team.venue_id}", by=fresh.actor).status == 200


def test_whoever_has_none_signs_up_by_the_link_and_works_there_once_confirmed(team: Team, people: People) -> None:
    email = people.address()
    team.invite(email)

    people.sign_up(email, roles=[], invitation=team.token())
    before = team.staff()
    people.confirm(email)
    person = people.session_of(email, people.sign_in(email))

    assert (before, team.staff(), team.waiting()) == ([], [person.actor.account_id], [])
    assert person.actor.roles == {"venue_staff"}


def test_the_answer_is_the_same_whether_an_address_has_an_account(team: Team, people: People) -> None:
    known, unknown = team.invite(people.person().email), team.invite(people.address())

    assert (known.status, set(known.body)) == (unknown.status, set(unknown.body))
    assert set(known.body) == {"invitation_id", "email", "created_at", "open_until"}


def test_a_link_works_once_and_never_again_after_the_owner_took_somebody_off(team: Team, people: People) -> None:
    person = people.person()
    team.invite(person.email)
    team.accept(person)

    again = team.accept(person)
    team.desk("DELETE", f"/v1/venues/{team.venue_id}/staff/{person.actor.account_id}", by=NOUR)
    later = team.accept(person)

    assert (again.problem, later.problem) == ("identity/invitation-refused", "identity/invitation-refused")
    assert team.staff() == []


def test_a_link_is_for_the_invited_address_alone(team: Team, people: People) -> None:
    team.invite(people.address())

    assert team.accept(people.person()).problem == "identity/invitation-refused"
    assert team.staff() == []


def test_an_invitation_ends_after_a_week_and_is_sent_again_with_another_link(
    team: Team, people: People, clock: SettableClock
) -> None:
    person = people.person()
    invitation_id = team.invite(person.email).body["invitation_id"]
    old = team.token()
    clock.advance(timedelta(days=7))
    expired = team.accept(person, old)

    sent = team.call("POST", f"{team.path}/{invitation_id}/send", by=NOUR)

    assert (expired.problem, team.waiting()) == ("identity/invitation-refused", [person.email])
    assert sent.status == 200
    assert team.accept(person, old).problem == "identity/invitation-refused"
    assert team.accept(person).status == 200


def test_who_is_invited_twice_has_one_invitation(team: Team, people: People) -> None:
    person = people.person()
    first, second = team.invite(person.email), team.invite(person.email.upper())

    assert first.body["invitation_id"] == second.body["invitation_id"]
    assert team.waiting() == [person.email]
    assert team.accept(person).status == 200


def test_an_invitation_that_was_taken_back_is_worth_nothing(team: Team, people: People) -> None:
    person = people.person()
    one = f"{team.path}/{team.invite(person.email).body['invitation_id']}"
    token = team.token()

    taken_back = team.call("DELETE", one, by=NOUR)
    again = team.call("DELETE", one, by=NOUR)
    sent = team.call("POST", f"{one}/send", by=NOUR)

    assert (taken_back.status, again.problem, sent.problem) == (
        204, "identity/invitation-unknown", "identity/invitation-unknown",
    )  # fmt: skip
    assert team.accept(person, token).problem == "identity/invitation-refused"
    assert team.waiting() == team.staff() == []


class Hasty:
    """Accounts that are saved only after somebody else did something."""

    def __init__(self, accounts: Any, first: Callable[[], Any]) -> None:
        self._accounts = accounts
        self._first = first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._accounts, name)

    def save(self, *args: Any, **named: Any) -> Any:
        self._first()
        return self._accounts.save(*args, **named)


def test_an_invitation_taken_back_while_it_is_accepted_puts_nobody_on_the_staff(
    team: Team, people: People, identity: Identity, enter: Client, platform: Platform
) -> None:
    person = people.person()
    one = f"{team.path}/{team.invite(person.email).body['invitation_id']}"
    taken_back: list[int] = []
    accounts: Any = Hasty(
        identity.accept_invitation.accounts, lambda: taken_back.append(team.call("DELETE", one, by=NOUR).status)
    )
    late = replace(identity, accept_invitation=replace(identity.accept_invitation, accounts=accounts))
    slow = Client(api.create_app, late, platform, keyless=api.KEYLESS)

    refused = slow("POST", ACCEPT, by=person.actor, body={"token": team.token()})
    again = team.accept(person)
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    assert (taken_back[0], refused.problem, again.problem) == (
        204, "identity/invitation-refused", "identity/invitation-refused",
    )  # fmt: skip
    assert team.staff() == []
    assert fresh.actor.roles == {"client"}
    assert team.call("GET", "/v1/me", by=person.actor).body["roles"] == ["client"]
    at_work = team.desk("GET", "/v1/venues", by=replace(person.actor, roles=frozenset({"venue_staff"})))
    assert at_work.body["items"] == []


def test_an_invitation_taken_back_while_its_address_is_confirmed_puts_nobody_on_the_staff(
    team: Team, people: People, identity: Identity, platform: Platform
) -> None:
    email = people.address()
    one = f"{team.path}/{team.invite(email).body['invitation_id']}"
    people.sign_up(email, roles=["client"], invitation=team.token())
    confirm = identity.confirm_address
    accounts: Any = Hasty(confirm.complete.accounts, lambda: team.call("DELETE", one, by=NOUR))
    late = replace(identity, confirm_address=replace(confirm, complete=replace(confirm.complete, accounts=accounts)))
    slow = People(Client(auth.create_app, late, platform, keyless=auth.KEYLESS))

    confirmed = slow.confirm(email)
    person = people.session_of(email, people.sign_in(email))

    assert confirmed.status == 200
    assert (team.staff(), team.waiting(), person.actor.roles) == ([], [], frozenset({"client"}))


def test_an_invitation_that_is_sent_again_is_listed_for_as_long_as_it_is_kept(
    team: Team, people: People, clock: SettableClock, platform: Platform
) -> None:
    invitation_id = team.invite(people.address()).body["invitation_id"]
    clock.advance(timedelta(days=95))

    sent = team.call("POST", f"{team.path}/{invitation_id}/send", by=NOUR)

    (kept,) = query.page(platform.tables.core_table, f"INVITATION#{invitation_id}", consistent=True).items
    (listed,) = query.page(platform.tables.core_table, f"INVITATION#{team.venue_id}", consistent=True).items
    assert sent.status == 200
    assert listed["ttl"] == kept["ttl"] == int((clock.now() + timedelta(days=7) + KEPT_AFTER).timestamp())
    assert listed["kind"] == "identity.open_invitation"
    assert team.call("DELETE", f"{team.path}/{invitation_id}", by=NOUR).status == 204
    assert team.waiting() == []


def test_a_mailbox_is_not_written_to_for_ever(team: Team, people: People) -> None:
    email = people.address()
    answers = [team.invite(email) for _ in range(4)]

    assert [each.status for each in answers] == [201, 201, 201, 429]
    assert len(team.letters()) == 3


def test_others_do_not_learn_whether_there_is_such_a_venue(team: Team, people: People) -> None:
    own = team.invite(people.address()).body["invitation_id"]
    one = f"{team.path}/{own}"

    for by in (OTHER_OWNER, people.person().actor):
        answers = [
            team.invite("a@mail.example", by=by),
            team.call("GET", team.path, by=by),
            team.call("POST", f"{one}/send", by=by),
            team.call("DELETE", one, by=by),
        ]
        assert {(each.status, each.problem) for each in answers} == {(404, "bookings/venue-unknown")}
    assert team.waiting()


def test_staff_see_the_venue_and_invite_nobody(team: Team, people: People, enter: Client) -> None:
    person = people.person()
    team.invite(person.email)
    team.accept(person)
    fresh = people.session_of(person.email, enter("POST", "/v1/auth/refresh", headers=person.browser))

    refused = team.invite(people.address(), by=fresh.actor)

    assert (refused.status, refused.problem) == (403, "forbidden")


def test_the_owner_reads_the_names_of_those_who_took_the_work_on_and_of_nobody_else(team: Team, people: People) -> None:
    person, stranger = people.person(), people.person(roles=["client"])
    team.invite(person.email)
    team.accept(person)
    name = team.call("GET", "/v1/me", by=person.actor).body["display_name"]

    added = team.desk("PUT", f"/v1/venues/{team.venue_id}/staff/{stranger.actor.account_id}", by=NOUR)
    told = team.call("GET", team.path, by=NOUR).body["staff"]
    team.desk("DELETE", f"/v1/venues/{team.venue_id}/staff/{person.actor.account_id}", by=NOUR)

    assert added.body["staff_ids"] == [person.actor.account_id, stranger.actor.account_id]
    assert (told, bool(name)) == ([{"account_id": person.actor.account_id, "display_name": name}], True)
    assert team.call("GET", team.path, by=NOUR).body["staff"] == []


def test_who_works_elsewhere_is_not_told_by_name_to_an_owner_who_only_knows_their_id(
    team: Team, people: People
) -> None:
    waiter, newcomer = people.person(), people.address()
    team.invite(waiter.email)
    team.accept(waiter)
    team.invite(newcomer)
    people.sign_up(newcomer, roles=[], invitation=team.token())
    people.confirm(newcomer)
    cook = people.session_of(newcomer, people.sign_in(newcomer))
    other = team.desk("POST", "/v1/venues", by=OTHER_OWNER, body={**LAHORE, "slug": "another-house"}).body["venue_id"]
    both = {waiter.actor.account_id, cook.actor.account_id}

    for account_id in both:
        assert team.desk("PUT", f"/v1/venues/{other}/staff/{account_id}", by=OTHER_OWNER).status == 200

    assert team.call("GET", f"/v1/invitations/venues/{other}", by=OTHER_OWNER).body["staff"] == []
    assert {each["account_id"] for each in team.call("GET", team.path, by=NOUR).body["staff"]} == both

    team.call("POST", f"/v1/invitations/venues/{other}", by=OTHER_OWNER, body={"email": waiter.email})
    assert team.accept(waiter).status == 200
    (named,) = team.call("GET", f"/v1/invitations/venues/{other}", by=OTHER_OWNER).body["staff"]
    assert named["account_id"] == waiter.actor.account_id
    assert {each["account_id"] for each in team.call("GET", team.path, by=NOUR).body["staff"]} == both


def test_an_invitation_of_one_venue_is_not_handled_by_way_of_another(team: Team, people: People) -> None:
    own = team.invite(people.address()).body["invitation_id"]
    other = team.desk("POST", "/v1/venues", by=NOUR, body={**LAHORE, "slug": "another-house"}).body["venue_id"]

    refused = team.call("DELETE", f"/v1/invitations/venues/{other}/{own}", by=NOUR)

    assert refused.problem == "identity/invitation-unknown"


@pytest.mark.parametrize("body", [{}, {"email": "nobody"}, {"email": "a@mail.example", "locale": "French"}])
def test_an_address_and_a_language_are_checked(team: Team, body: dict[str, str]) -> None:
    refused = team.call("POST", team.path, by=NOUR, body=body)

    assert (refused.status, len(refused.body["errors"])) == (422, 1)
    assert team.letters() == []


@pytest.mark.parametrize(
    ("locale", "subject"),
    [
        ("en", "Chez Nour invites you to its team"),
        ("fr-CH", "Chez Nour vous invite dans son équipe"),
        ("ur-PK", "\u200f\u2068Chez Nour\u2069 آپ کو اپنی ٹیم میں آنے کی دعوت دیتا ہے"),
    ],
)
def test_the_letter_is_in_the_language_that_was_chosen(team: Team, people: People, locale: str, subject: str) -> None:
    email = people.address()
    invited = team.invite(email, locale=locale)

    (letter,) = team.letters()
    assert (letter.to, letter.subject) == ([email], subject)
    assert f"https://web.example/invitations#token={invited.body['invitation_id']}." in letter.text


def test_a_letter_that_nobody_took_is_sent_by_a_new_invitation_and_the_first_one_stays_away(
    team: Team, people: People, mail_service: MailService
) -> None:
    mail_service.plan.append((400, "MessageRejected"))
    person = people.person()

    refused = team.invite(person.email)
    assert team.letters() == []
    sent = team.invite(person.email)

    assert (refused.status, sent.status, team.waiting()) == (201, 201, [person.email])
    assert team.accept(person).status == 200


def test_a_token_is_stored_nowhere(team: Team, people: People, platform: Platform) -> None:
    invitation_id = team.invite(people.address()).body["invitation_id"]
    secret = team.token().partition(".")[2]

    (row,) = query.page(platform.tables.core_table, f"INVITATION#{invitation_id}").items
    kept = [str(each) for table in astuple(platform.tables) for each in scan(table)]

    assert (len(row["token_hash"]), len(kept) > 5) == (64, True)
    assert [each for each in kept if secret in each] == []
