"""Every event has a decision, and every type has its words in every language."""

from __future__ import annotations

import json
import re

import pytest

from guildhall.billing.events import TaxProfileSetV1
from guildhall.identity.events import AccountRegisteredV1, AccountRenamedV1, LocaleChangedV1
from guildhall.kernel.events import DomainEvent
from guildhall.messaging.events import AbuseReportDecidedV1
from guildhall.notifications.models import LINKS, Type
from guildhall.notifications.use_cases.catalogue import CATALOGUE, notices, told
from guildhall.notifications.use_cases.decisions import Chosen, Silent
from guildhall.notifications.use_cases.settling import SETTLES
from guildhall.notifications.use_cases.tallies import UNTOLD
from guildhall.notifications.use_cases.words import LANGUAGES, placeholders, shown, texts, wording
from guildhall.profiles.events import ProfilePublishedV1
from guildhall.projects.events import ProjectPostedV1
from tests.support.messages import SAMPLES
from tests.support.template import BUS, template
from tools.generate.events import event_classes


def test_every_event_of_the_platform_is_told_to_somebody_or_silent_for_a_reason() -> None:
    assert {event.detail_type for event in event_classes()} == {event.detail_type for event in CATALOGUE}
    assert all(decision.because for decision in CATALOGUE.values() if isinstance(decision, Silent | Chosen))


@pytest.mark.feature("NTF-18")
@pytest.mark.parametrize("event", told(), ids=lambda event: str(event.detail_type))
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_event_that_is_told_reads_well_in_every_language(event: type[DomainEvent], language: str) -> None:
    data = json.loads((SAMPLES / f"{event.detail_type}.json").read_text())["data"]

    found = notices(event.read(data))

    assert found
    for notice in found:
        words = wording(notice.type, notice.params, language)
        assert words.title
        assert "{" not in words.title + words.body + words.link
        # What programs write for each other: days, instants, ids, and names of several words.
        said = words.title + words.body
        assert not re.search(r"\d{4}-\d\d-\d\d|\b[a-z]{3}_[0-9A-Z]{26}\b|\b[a-z]+_[a-z]+", said), said
        assert notice.account_id.startswith(("acc_", "rsv_", "wtl_", "inv_"))


def test_of_a_report_that_the_platform_raised_only_whom_it_is_about_hears_and_only_a_warning() -> None:
    said = {"report_id": "rpt_1", "conversation_id": "cnv_1", "reporter_id": "", "reported_id": "acc_1"}

    told_of = [
        [(one.account_id, one.type) for one in notices(AbuseReportDecidedV1.read({**said, "decision": decision}))]
        for decision in ("dismiss", "hide_message", "warn")
    ]

    assert told_of == [[], [], [("acc_1", Type.CONDUCT_WARNED)]]


@pytest.mark.parametrize("kind", list(Type))
def test_a_text_wants_the_same_values_in_every_language(kind: Type) -> None:
    wanted = [
        {name for part in ("title", "body") for name in placeholders(texts(language)["types"][kind][part])}
        for language in LANGUAGES
    ]

    assert all(other == wanted[0] for other in wanted)
    assert all(texts(language)["types"][kind]["label"] for language in LANGUAGES)


def test_the_files_have_no_texts_of_unknown_types_and_every_type_leads_somewhere() -> None:
    for language in LANGUAGES:
        assert set(texts(language)["types"]) == set(Type)
    assert set(LINKS) == set(Type)


@pytest.mark.parametrize("language", LANGUAGES)
def test_users_never_read_the_forbidden_word(language: str) -> None:
    assert "escrow" not in json.dumps(texts(language)).lower()
    assert not {"séquestre", "ایسکرو"} & set(json.dumps(texts(language), ensure_ascii=False).lower().split())


def test_the_rule_lets_in_exactly_what_the_catalogue_tells_and_what_contacts_matches_and_tallies_need() -> None:
    pattern = template(BUS)["Resources"]["NotificationsRule"]["Properties"]["EventPattern"]

    learned = (AccountRegisteredV1, AccountRenamedV1, LocaleChangedV1, TaxProfileSetV1)
    contacts = {event.detail_type for event in learned}
    matches = {ProfilePublishedV1.detail_type, ProjectPostedV1.detail_type}
    assert matches >= {event.detail_type for event, decision in CATALOGUE.items() if isinstance(decision, Chosen)}
    heard = {event.detail_type for event in (*told(), *UNTOLD, *SETTLES)}
    assert set(pattern["detail-type"]) == {*contacts, *matches, *heard}


def test_amounts_and_instants_are_written_as_the_reader_writes_them() -> None:
    params: dict[str, str | int] = {"amount_minor": 123456, "currency": "EUR", "release_at": "2026-08-16T09:05:00.000Z"}

    english, french, urdu = (shown(params, language) for language in LANGUAGES)

    assert (english["amount"], english["release_at"]) == ("EUR\u00a01,234.56", "16 August 2026 at 09:05 UTC")
    assert (french["amount"], french["release_at"]) == ("1\u202f234,56\u00a0EUR", "16 août 2026 à 09:05 UTC")
    assert (urdu["amount"], urdu["release_at"]) == (
        "\u2068EUR\u00a01,234.56\u2069",
        "\u206816 اگست 2026، 09:05 UTC\u2069",
    )
    assert shown({"amount_minor": 5000, "currency": "XOF"}, "en")["amount"] == "XOF\u00a05,000"


def test_what_settles_a_notice_is_about_a_thing_that_the_notice_names() -> None:
    told_of = [
        notice
        for event in told()
        for notice in notices(event.read(json.loads((SAMPLES / f"{event.detail_type}.json").read_text())["data"]))
    ]
    nameless = {
        (event.detail_type, notice.type)
        for event, settlement in SETTLES.items()
        for notice in told_of
        if settlement.about and notice.type in settlement.types and settlement.about not in notice.params
    }

    assert nameless == set()
