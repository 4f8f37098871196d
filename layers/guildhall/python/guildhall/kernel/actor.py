"""Who is asking, and in which chain of causes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

SYSTEM_ACCOUNT_ID = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a partner's program, or the platform itself.

    account_id: `acc_…` for people, `cli_…` for partner clients, `system` for timers and event consumers.
    roles: names from the glossary ("client", "expert", "administrator", …); empty for a partner client.
    scopes: OAuth2 scopes that the access token carries; empty for people signed in to the web app.
    """

    account_id: str
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_system(self) -> bool:
        """Whether a timer or an event consumer is acting, with nobody at the keyboard."""
        return self.account_id == SYSTEM_ACCOUNT_ID


SYSTEM = Actor(SYSTEM_ACCOUNT_ID, frozenset({"system"}))
ANONYMOUS = Actor("anonymous", frozenset({"anonymous"}))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from: written into every event and audit entry that it leads to.

    correlation_id: the same for everything that one request or timer set in motion.
    causation_id: the id of the request or event that led here directly.
    """

    actor: Actor
    correlation_id: str
    causation_id: str

    def acting_as(self, actor: Actor) -> Origin:
        """Return the same chain of causes with another actor."""
        return replace(self, actor=actor)
