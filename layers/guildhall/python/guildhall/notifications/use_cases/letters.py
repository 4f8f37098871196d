"""Letters: a wording put into the HTML and text layouts, everything escaped at the one place where it enters HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from functools import cache
from html import escape
from string import Template
from urllib.parse import urlencode

from guildhall.notifications.models import BY_TEXT, INVITED, Contact, Dispatch, SlackMessage, Type
from guildhall.notifications.ports import GuestContact, Letter
from guildhall.notifications.use_cases.gathering import wording_of
from guildhall.notifications.use_cases.words import (
    FOLDER,
    Wording,
    cut,
    direction,
    label,
    language_of,
    short,
    texts,
    wording,
)

PREFERENCES_PATH = "/settings/notifications"
UNSUBSCRIBE_PATH = "/v1/notifications/unsubscribe"
"""For mail programs, which post to it (RFC 8058)."""
UNSUBSCRIBE_PAGE = "/unsubscribe"
"""Of the web app, for people."""
LONGEST_MESSAGE = 1_500
"""Characters of a message in Slack: the least that a chat takes which takes what Slack takes is 2,000 (Discord)."""
_LINK = Template('<a href="$url" style="color:#5d6779;">$name</a>')


def page_of(token: str) -> str:
    """Return the path of the page on which people stop letters."""
    return f"{UNSUBSCRIBE_PAGE}?{urlencode({'token': token})}"


@cache
def _layout(ending: str) -> Template:
    return Template((FOLDER / f"layout.{ending}").read_text(encoding="utf-8"))


def compose_for_guest(dispatch: Dispatch, guest: GuestContact, *, web_url: str) -> Letter:
    """Return the letter about a reservation or an invitation in the guest's language, with a calendar file if any.

    web_url: origin of the web app, without trailing slash. Nobody unsubscribes from their own reservation.
    """
    language = language_of(guest.contact.locale)
    words, own = wording(dispatch.type, dispatch.params, language), texts(language)["letter"]
    link = web_url + _own_path(words, guest)
    plain = {
        **_plain(words, guest.contact.display_name, language),
        "link": link,
        "reason": own["invited_reason" if dispatch.type in INVITED else "guest_reason"],
    }
    return _letter(plain, guest.contact, {words.action: link}, calendar=guest.calendar)


def text_for_guest(dispatch: Dispatch, guest: GuestContact, *, web_url: str) -> str:
    """Return a text message about a reservation in the guest's language, with the link that manages it."""
    words = wording(dispatch.type, dispatch.params, language_of(guest.contact.locale))
    return f"{words.body} {web_url}{_own_path(words, guest)}"


def _own_path(words: Wording, guest: GuestContact) -> str:
    """Return where the guest's own link leads; nowhere but to the start page if there is none."""
    return f"{words.link}{'=' if '#' in words.link else '/'}{guest.token}" if guest.token else ""


def text_for_account(told: list[Dispatch], locale: str, zone: tzinfo, *, web_url: str) -> str:
    """Return a text message in the language of a locale: short words of one thing, or how many there are."""
    language, (first, *others) = language_of(locale), told
    _, words = wording_of(told, language, zone)
    return f"{words.title if others else short(first.type, first.params, language, zone)} {web_url}{words.link}"


def message_for_slack(told: list[Dispatch], locale: str, zone: tzinfo, *, web_url: str) -> SlackMessage:
    """Return what is said in Slack of one thing, in short words where it has some, or of all of several."""
    language, (first, *others) = language_of(locale), told
    _, words = wording_of(told, language, zone)
    text = words.title
    if others and words.body != words.title:
        text = f"{words.title}\n{words.body}"
    elif not others and first.type in BY_TEXT:
        text = short(first.type, first.params, language, zone)
    return SlackMessage(cut(text, LONGEST_MESSAGE), web_url + words.link, words.action)


def compose(kind: Type, words: Wording, contact: Contact, *, web_url: str, api_url: str, token: str) -> Letter:
    """Return the letter in the contact's language, in which the words are.

    kind: the type whose switch turns such letters off. web_url: origin of the web app, api_url: base of the API, both
    without trailing slash. token: of the unsubscribe link. The contact has an e-mail address.
    """
    language = language_of(contact.locale)
    own = texts(language)["letter"]
    plain = {
        **_plain(words, contact.display_name, language),
        "link": web_url + words.link,
        "reason": own["reason"].format(label=label(kind, language)),
    }
    links = {own["preferences"]: web_url + PREFERENCES_PATH, own["unsubscribe"]: web_url + page_of(token)}
    unsubscribe_url = f"{api_url}{UNSUBSCRIBE_PATH}?{urlencode({'token': token})}"
    return _letter(plain, contact, links, unsubscribe_url=unsubscribe_url)


def _plain(words: Wording, name: str | None, language: str) -> dict[str, str]:
    own = texts(language)["letter"]
    return {
        "language": language,
        "direction": direction(language),
        "title": words.title,
        "greeting": own["greeting"].format(name=name) if name else own["greeting_without_name"],
        "body": words.body,
        "action": words.action,
    }


def _letter(
    plain: Mapping[str, str],
    contact: Contact,
    links: Mapping[str, str],
    *,
    unsubscribe_url: str = "",
    calendar: str = "",
) -> Letter:
    # The only way into HTML: every value is escaped, none can bring markup of its own.
    marked_up = {key: escape(value).replace("\n", "<br>") for key, value in plain.items()}
    marked_up["links"] = " · ".join(_LINK.substitute(name=escape(name), url=escape(url)) for name, url in links.items())
    written = {**plain, "links": "\n".join(f"{name}\n{url}" for name, url in links.items())}
    return Letter(
        account_id=contact.account_id,
        to=contact.email or "",
        subject=plain["title"],
        html=_layout("html").substitute(marked_up),
        text=_layout("txt").substitute(written),
        unsubscribe_url=unsubscribe_url,
        calendar=calendar,
    )
