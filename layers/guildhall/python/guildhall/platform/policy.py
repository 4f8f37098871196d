"""The policy set: Cedar, deny by default, one file per capability under `policies/`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cedarpy
import orjson

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Attribute, Resource

FOLDER = Path(__file__).parent.parent / "policies"
COMMON = "platform"
"""The file whose policies are asked about every action."""


def policy_text() -> str:
    """Return every policy file, in the order of their names."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cedar")))


def schema_text() -> str:
    """Return every schema file: entity types and actions, checked against the policies in CI."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cedarschema")))


class CedarGate:
    """Answers from the policies of the capability that an action names, parsed when it is first asked about.

    Each evaluated policy costs a microsecond, so a decision must not become slower with every capability that joins.
    A test holds each file to actions of its own capability; what must hold for all of them stands in COMMON.
    """

    def __init__(self) -> None:
        self._policies: dict[str, cedarpy.PolicySet] = {}
        self._last: tuple[Actor, str, Resource, bool] | None = None

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool:
        """Tell whether a policy permits it and none forbids it; an evaluation error counts as a refusal."""
        # "May you know of it?" and "may you do it?" are often one question: what it depends on is all in it.
        last = self._last
        if last is not None and last[:3] == (actor, action, resource):
            return last[3]
        # Objects and not Cedar's notation `Account::"…"`, which it would have to parse each time.
        request = {
            "principal": {"type": "Account", "id": actor.account_id},
            "action": {"type": "Action", "id": action},
            "resource": {"type": resource.kind, "id": resource.id},
        }
        entities = [
            _entity("Account", actor.account_id, {"roles": actor.roles, "scopes": actor.scopes}),
            _entity(resource.kind, resource.id, resource.attributes),
        ]
        policies = self._policies_of(action.partition(".")[0])
        allowed = bool(cedarpy.is_authorized(request, policies, orjson.dumps(entities).decode()).allowed)
        self._last = (actor, action, resource, allowed)
        return allowed

    def _policies_of(self, capability: str) -> cedarpy.PolicySet:
        found = self._policies.get(capability)
        if found is None:
            paths = [FOLDER / f"{name}.cedar" for name in (COMMON, capability)]
            text = "\n".join(path.read_text(encoding="utf-8") for path in paths if path.exists())
            found = self._policies[capability] = cedarpy.PolicySet.from_str(text)
        return found


def _entity(kind: str, entity_id: str, attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    attrs = {"id": entity_id, **attributes}
    return {
        "uid": {"__entity": {"type": kind, "id": entity_id}},
        "attrs": {name: sorted(value) if isinstance(value, frozenset) else value for name, value in attrs.items()},
        "parents": [],
    }
