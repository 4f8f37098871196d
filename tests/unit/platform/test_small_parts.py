"""Settings, cursors, items and the question of who is asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildhall.kernel.actor import ANONYMOUS, Actor
from guildhall.kernel.errors import Invalid, PreconditionRequired
from guildhall.kernel.policy import Resource
from guildhall.platform import aws
from guildhall.platform.cursors import CursorForged, Cursors
from guildhall.platform.edge.http import actor_of, if_match
from guildhall.platform.edge.tasks import every_part
from guildhall.platform.items import from_typed, to_typed
from guildhall.platform.policy import CedarGate
from guildhall.platform.settings import SettingsIncomplete, load

plain = st.recursive(
    st.text() | st.integers(-(10**37), 10**37) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(min_size=1), inner, max_size=4),
    max_leaves=12,
)


@given(value=plain)
def test_plain_values_survive_a_table(value: Any) -> None:
    assert from_typed(to_typed(value)) == value


@given(position=st.dictionaries(st.text(min_size=1), st.text() | st.integers(), min_size=1), name=st.text())
def test_a_cursor_works_only_for_its_own_list(position: dict[str, Any], name: str) -> None:
    cursors = Cursors("key")
    cursor = cursors.write(position, name)

    assert cursors.read(cursor, name) == position
    for other in (Cursors("other key"), cursors):
        with pytest.raises(CursorForged):
            other.read(cursor, name + "x")


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "AAAA", "é"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(CursorForged):
        Cursors("key").read(cursor, "list")


@dataclass(frozen=True)
class Knobs:
    name: str
    size: int
    is_open: bool = False


def test_settings_name_every_variable_that_is_wrong() -> None:
    environ = {"GUILDHALL_NAME": "a", "GUILDHALL_SIZE": "3", "GUILDHALL_IS_OPEN": "true"}
    assert load(Knobs, environ) == Knobs("a", 3, is_open=True)
    with pytest.raises(SettingsIncomplete, match="GUILDHALL_NAME is not set; GUILDHALL_SIZE='x'"):
        load(Knobs, {"GUILDHALL_SIZE": "x"})
    with pytest.raises(SettingsIncomplete, match="true or false"):
        load(Knobs, {"GUILDHALL_NAME": "a", "GUILDHALL_SIZE": "3", "GUILDHALL_IS_OPEN": "yes"})


@pytest.mark.parametrize(
    ("claims", "actor"),
    [
        (None, ANONYMOUS),
        ({"username": "acc_1", "cognito:groups": "[client expert]"}, Actor("acc_1", frozenset({"client", "expert"}))),
        ({"username": "acc_1", "cognito:groups": ["client"]}, Actor("acc_1", frozenset({"client"}))),
        ({"username": "acc_1"}, Actor("acc_1")),
        ({"username": "system", "cognito:groups": "[administrator]"}, ANONYMOUS),
        (
            {"client_id": "abc", "scope": "guildhall/read guildhall/write"},
            Actor("cli_abc", frozenset({"partner"}), frozenset({"guildhall/read", "guildhall/write"})),
        ),
    ],
)
def test_claims_say_who_is_asking(claims: dict[str, Any] | None, actor: Actor) -> None:
    context: dict[str, Any] = {"authorizer": {"jwt": {"claims": claims}}} if claims else {}

    assert actor_of({"requestContext": context}) == actor


def test_if_match_wants_one_version_of_ours() -> None:
    assert if_match('"7"') == if_match('W/"7"') == 7
    with pytest.raises(PreconditionRequired):
        if_match(None)
    for wrong in ("*", '"x"', '"1", "2"', '"-1"'):
        with pytest.raises(Invalid):
            if_match(wrong)


def test_what_no_policy_permits_is_denied_and_an_attribute_that_is_missing_too() -> None:
    gate = CedarGate()
    nobody = Actor("acc_1", frozenset({"client"}))

    assert not gate.allows(nobody, "administration.change_setting", Resource("Setting", "all"))
    assert not gate.allows(nobody, "no.such_action", Resource("NoSuchKind", 'quote"inside'))


def test_an_endpoint_is_looked_up_under_the_id_that_the_service_has_at_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://all")
    monkeypatch.setenv("AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER", "http://pool")

    assert (aws.endpoint("cognito-idp"), aws.endpoint("sqs")) == ("http://pool", "http://all")


def test_every_part_of_a_timer_runs_in_order_and_what_failed_leaves_at_the_end() -> None:
    ran: list[str] = []

    def part(name: str, fault: str = "") -> Callable[[], int]:
        def run() -> int:
            ran.append(name)
            if fault:
                raise ValueError(fault)
            return len(ran)

        return run

    assert every_part({"a": part("a"), "b": part("b")}) == {"a": 1, "b": 2}
    with pytest.raises(ValueError, match="later") as failed:
        every_part({"c": part("c", "earlier"), "d": part("d"), "e": part("e", "later"), "f": part("f")})

    assert ran == ["a", "b", "c", "d", "e", "f"]
    assert str(failed.value.__context__) == "earlier"
