"""Letters: a wording put into the HTML and text layouts, everything escaped at the one place where it enters HTML."""

from __future__ import annotations

from functools import cache
from html import escape
from string import Template
from urllib.parse import urlencode

from guildhall.notifications.models import Contact, Mail
from guildhall.notifications.ports import Letter
from guildhall.notifications.use_cases.words import FOLDER, direction, label, language_of, texts, wording

PREFERENCES_PATH = "/account/notifications"
UNSUBSCRIBE_PATH = "/v1/notifications/unsubscribe"


@cache
def _layout(ending: str) -> Template:
    return Template((FOLDER / f"layout.{ending}").read_text(encoding="utf-8"))


def compose(mail: Mail, contact: Contact, *, web_url: str, api_url: str, token: str) -> Letter:
    """Return the letter in the contact's language.

    web_url: origin of the web app, api_url: base of the API, both without trailing slash. token: of the unsubscribe
    link. The contact has an e-mail address.
    """
    language = language_of(contact.locale)
    words = wording(mail.type, mail.params, language)
    own = texts(language)["letter"]
    name = contact.display_name
    plain = {
        "language": language,
        "direction": direction(language),
        "title": words.title,
        "greeting": own["greeting"].format(name=name) if name else own["greeting_without_name"],
        "body": words.body,
        "action": words.action,
        "link": web_url + words.link,
        "reason": own["reason"].format(label=label(mail.type, language)),
        "preferences": own["preferences"],
        "preferences_link": web_url + PREFERENCES_PATH,
    }
    # The only way into HTML: every value is escaped, none can bring markup of its own.
    marked_up = {key: escape(value).replace("\n", "<br>") for key, value in plain.items()}
    return Letter(
        account_id=contact.account_id,
        to=contact.email or "",
        subject=words.title,
        html=_layout("html").substitute(marked_up),
        text=_layout("txt").substitute(plain),
        unsubscribe_url=f"{api_url}{UNSUBSCRIBE_PATH}?{urlencode({'token': token})}",
    )
