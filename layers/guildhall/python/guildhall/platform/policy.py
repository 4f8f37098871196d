"""The policy set: Cedar, deny by default, one file per capability under `policies/`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cedarpy

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Attribute, Resource

FOLDER = Path(__file__).parent.parent / "policies"


def policy_text() -> str:
    """Return every policy file, in the order of their names."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cedar")))


def schema_text() -> str:
    """Return every schema file: entity types and actions, checked against the policies in CI."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.cedarschema")))


class CedarGate:
    """Answers from the policies, parsed once."""

    def __init__(self) -> None:
        self._policies = cedarpy.PolicySet.from_str(policy_text())

    def allows(self, actor: Actor, action: str, resource: Resource) -> bool:
        """Tell whether a policy permits it and none forbids it; an evaluation error counts as a refusal."""
        result = cedarpy.is_authorized(
            {
                "principal": f'Account::"{actor.account_id}"',
                "action": f'Action::"{action}"',
                "resource": f"{resource.kind}::{json.dumps(resource.id)}",
                "context": {},
            },
            self._policies,
            [
                _entity("Account", actor.account_id, {"roles": actor.roles, "scopes": actor.scopes}),
                _entity(resource.kind, resource.id, resource.attributes),
            ],
        )
        return bool(result.allowed)


def _entity(kind: str, entity_id: str, attributes: Mapping[str, Attribute]) -> dict[str, Any]:
    attrs = {"id": entity_id, **attributes}
    return {
        "uid": {"__entity": {"type": kind, "id": entity_id}},
        "attrs": {name: sorted(value) if isinstance(value, frozenset) else value for name, value in attrs.items()},
        "parents": [],
    }
