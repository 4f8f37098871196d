"""Keeping templates, and writing with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Fault, NotFound
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, require
from guildhall.messaging.errors import RenderingTooLong, TooManyTemplates
from guildhall.messaging.models import LONGEST_TEXT, Subject
from guildhall.messaging.models.templates import LANGUAGES, MOST_TEMPLATES, Language, Template, day_in_words, given
from guildhall.messaging.ports.writing import People, Templates
from guildhall.messaging.use_cases.access import AccessConversation, inbox


@dataclass(frozen=True, slots=True)
class HandleTemplates:
    """Keep the templates of a person, beside those that the platform gives."""

    templates: Templates
    gate: Gate
    clock: Clock
    ids: Ids

    def list(self, actor: Actor, language: Language | None) -> list[Template]:
        """Return the actor's own, oldest first, then the given ones; of one language, or of all. Raises Forbidden."""
        self._let(actor)
        spoken = (language,) if language else LANGUAGES
        own = [one for one in self.templates.of(actor.account_id) if one.language in spoken]
        return [*own, *(one for each in spoken for one in given(each))]

    def create(self, actor: Actor, title: str, language: Language, text: str) -> Template:
        """Return a new one. Two devices may in one moment pass the limit by one. Raises Forbidden, TooManyTemplates."""
        self._let(actor)
        if len(self.templates.of(actor.account_id)) >= MOST_TEMPLATES:
            raise TooManyTemplates(f"there are {MOST_TEMPLATES}")
        made = Template(self.ids.new("tpl"), actor.account_id, title, language, text, self.clock.now())
        return self.templates.save(made)

    def change(self, actor: Actor, template_id: str, title: str, language: Language, text: str) -> Template:
        """Return it as it is from now on. Raises NotFound for those of others and given ones, Forbidden, StaleVersion.

        Written as it is already, it stays as it is.
        """
        before = self._own(actor, template_id)
        after = replace(before, title=title, language=language, text=text)
        return before if after == before else self.templates.save(replace(after, changed_at=self.clock.now()))

    def delete(self, actor: Actor, template_id: str) -> None:
        """Forget it. Raises NotFound, Forbidden, StaleVersion."""
        self.templates.remove(self._own(actor, template_id))

    def find(self, actor: Actor, template_id: str) -> Template:
        """Return one of the actor's own or a given one. Raises NotFound, Forbidden."""
        for one in (one for language in LANGUAGES for one in given(language)):
            if one.template_id == template_id:
                return one
        return self._own(actor, template_id)

    def _own(self, actor: Actor, template_id: str) -> Template:
        self._let(actor)
        found = self.templates.get(actor.account_id, template_id)
        if found is None:
            raise NotFound
        return found

    def _let(self, actor: Actor) -> None:
        require(self.gate, actor, "messaging.keep_templates", inbox(actor.account_id))


@dataclass(frozen=True, slots=True)
class RenderTemplate:
    """Say in a conversation what a template says: its variables become what is known there and what is given."""

    handle: HandleTemplates
    access: AccessConversation
    people: People
    clock: Clock

    def __call__(self, actor: Actor, template_id: str, conversation_id: str, values: Mapping[str, str]) -> str:
        """Return a text to send. What is not known there has to be given: names of some, the title of a direct one.

        Raises NotFound, Forbidden, VariableUnknown, RenderingTooLong.
        """
        template = self.handle.find(actor, template_id)
        conversation = self.access(actor, conversation_id, "messaging.send")
        others = [one for one in conversation.participant_ids if one != actor.account_id]
        names = self.people.names([actor.account_id, *others])
        known = {"date": day_in_words(self.clock.now().date(), template.language)}
        if conversation.subject is not Subject.DIRECT:
            # That of a direct one is who talks, and no letter thanks for those.
            known["title"] = conversation.title
        if actor.account_id in names:
            known["sender_name"] = names[actor.account_id]
        if others and all(one in names for one in others):
            known["recipient_name"] = ", ".join(names[one] for one in others)
        text = template.filled(known, values)
        if len(text) > LONGEST_TEXT:
            fault = Fault("/values", f"it would have {len(text)} letters, a message has {LONGEST_TEXT}", "too_long")
            raise RenderingTooLong(faults=(fault,))
        return text


@dataclass(frozen=True, slots=True)
class CallPerson:
    """Remember what somebody is called."""

    people: People

    def __call__(self, account_id: str, name: str, event_id: str) -> None:
        """Take an event of identity, in whichever order and however often they come."""
        self.people.call(account_id, name, event_id)
