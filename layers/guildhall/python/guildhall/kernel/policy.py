"""May this actor do this to that? The question as the inside asks it; platform/policy.py answers with Cedar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Forbidden, NotFound

Attribute = str | bool | int | frozenset[str]


@dataclass(frozen=True, slots=True)
class Resource:
    """The thing an action is done to, as the policies see it.

    kind: entity type of the policy schema, such as `Project`.
    attributes: what the policies of that kind may look at, such as `client_id`.
    """

    kind: str
    id: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


class Gate(Protocol):
    """Answers from the policy set; whatever no policy permits is denied."""

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool:
        """Tell whether the actor may do `<capability>.<verb>` to the resource."""


def require(gate: Gate, actor: Actor, action: str, resource: Resource, *, to_know: str | None = None) -> None:
    """Let the actor pass, or raise what the actor may learn.

    to_know: the action that makes the resource visible. An actor that may not even do that gets NotFound, exactly as
    if the resource did not exist; one that may gets Forbidden. Without it every refusal is Forbidden.
    """
    if gate.allows(actor, action, resource):
        return
    if to_know is not None and not gate.allows(actor, to_know, resource):
        raise NotFound
    raise Forbidden
