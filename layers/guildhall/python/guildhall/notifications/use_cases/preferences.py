"""What a person wants to be told, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import StaleVersion
from guildhall.kernel.policy import Gate, require
from guildhall.notifications.models import Channel, Preferences, Rhythm, Rule, Type
from guildhall.notifications.ports import Switches, UnsubscribeLinks
from guildhall.notifications.use_cases.inbox import inbox_of


@dataclass(frozen=True, slots=True)
class GetPreferences:
    """Show a person their switches."""

    switches: Switches
    gate: Gate

    def __call__(self, actor: Actor) -> Preferences:
        """Return the preferences; version 0 while all stand at their defaults. Raises Forbidden."""
        require(self.gate, actor, "notifications.view", inbox_of(actor))
        return self.switches.get(actor.account_id)


@dataclass(frozen=True, slots=True)
class ChangePreferences:
    """Turn switches; what is already on its way still arrives."""

    switches: Switches
    gate: Gate

    def __call__(
        self,
        actor: Actor,
        choices: Mapping[Type, Mapping[Channel, bool]],
        version: int,
        *,
        rhythm: Rhythm | None = None,
        rules: Sequence[Rule] | None = None,
    ) -> Preferences:
        """Replace all choices and return the preferences.

        choices: a type that is absent goes back to its default. version: what the person read. rhythm, rules: None
        leaves them as they are. A zone that only a device says counts while nobody said one before.
        Raises Forbidden, StaleVersion.
        """
        require(self.gate, actor, "notifications.change_preferences", inbox_of(actor))
        current = self.switches.get(actor.account_id)
        if current.version != version:
            raise StaleVersion(f"the preferences are at version {current.version}")
        if rhythm and not rhythm.is_zone_chosen and current.rhythm.is_zone_known:
            known = current.rhythm
            rhythm = replace(rhythm, time_zone=known.time_zone, is_zone_chosen=known.is_zone_chosen)
        plain = {str(kind): {str(channel): on for channel, on in by.items()} for kind, by in choices.items()}
        return self.switches.save(
            replace(
                current,
                choices=plain,
                rhythm=current.rhythm if rhythm is None else rhythm,
                rules=current.rules if rules is None else tuple(rules),
            )
        )


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Switch the e-mail of one type off, by the link in the letter, without signing in (RFC 8058)."""

    switches: Switches
    links: UnsubscribeLinks

    def named(self, token: str) -> Type:
        """Return the type that the link is for, and change nothing. Raises UnsubscribeLinkInvalid."""
        return self.links.read(token)[1]

    def __call__(self, token: str) -> Type:
        """Return the type that is now off; using the link twice is harmless.

        Raises UnsubscribeLinkInvalid, StaleVersion if the person turns switches at the same moment.
        """
        account_id, kind = self.links.read(token)
        current = self.switches.get(account_id)
        if current.wants(kind, Channel.EMAIL):
            own = {**current.choices.get(kind, {}), str(Channel.EMAIL): False}
            self.switches.save(replace(current, choices={**current.choices, str(kind): own}))
        return kind
