"""The policy set fits its schema."""

import json
from pathlib import Path
from typing import Any

import cedarpy
import pytest

from guildhall.kernel.actor import Actor
from guildhall.kernel.policy import Resource
from guildhall.platform import policy
from guildhall.platform.policy import COMMON, FOLDER, CedarGate, policy_text, schema_text


def test_every_policy_validates_against_the_schema() -> None:
    result = cedarpy.validate_policies(policy_text(), schema_text())

    assert result.validation_passed, [str(error) for error in result.errors]


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.cedar")), ids=lambda path: path.stem)
def test_a_file_decides_only_about_actions_of_its_own_capability(path: Path) -> None:
    parsed = json.loads(cedarpy.policies_to_json_str(path.read_text(encoding="utf-8")))

    decided = {name for rule in parsed["staticPolicies"].values() for name in _actions(rule["action"])}

    assert path.stem == COMMON or {name.partition(".")[0] for name in decided} == {path.stem}


def _actions(scope: dict[str, Any]) -> list[str]:
    """Return the actions that a policy's scope names; a policy about every action names none that would do."""
    named = scope.get("entities") or [scope["entity"]] if scope["op"] != "All" else [{"id": "every.action"}]
    return [entity["id"] for entity in named]


def test_the_gate_asks_the_files_of_the_action_and_the_common_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "FOLDER", tmp_path)
    (tmp_path / "gardens.cedar").write_text('permit (principal, action == Action::"gardens.dig", resource);')
    (tmp_path / "kitchens.cedar").write_text("permit (principal, action, resource);")
    (tmp_path / "platform.cedar").write_text('forbid (principal == Account::"acc_x", action, resource);')
    gate, garden = CedarGate(), Resource("Garden", "g1")

    assert gate.allows(Actor("acc_a"), "gardens.dig", garden)
    assert not gate.allows(Actor("acc_a"), "gardens.burn", garden)
    assert not gate.allows(Actor("acc_x"), "gardens.dig", garden)
    assert not gate.allows(Actor("acc_a"), "nowhere.go", garden)
    assert gate.allows(Actor("acc_a"), "gardens.dig", garden)


def test_the_gate_answers_anew_when_anything_about_the_question_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "FOLDER", tmp_path)
    (tmp_path / "gardens.cedar").write_text(
        'permit (principal, action == Action::"gardens.dig", resource)'
        ' when { resource.owner_id == principal.id && principal.roles.contains("gardener") };'
    )
    gate, ann = CedarGate(), Actor("acc_a", frozenset({"gardener"}))

    asked = [
        gate.allows(ann, "gardens.dig", Resource("Garden", "g1", {"owner_id": "acc_a"})),
        gate.allows(ann, "gardens.dig", Resource("Garden", "g1", {"owner_id": "acc_b"})),
        gate.allows(Actor("acc_a"), "gardens.dig", Resource("Garden", "g1", {"owner_id": "acc_a"})),
        gate.allows(ann, "gardens.dig", Resource("Garden", "g1", {"owner_id": "acc_a"})),
        gate.allows(ann, "gardens.burn", Resource("Garden", "g1", {"owner_id": "acc_a"})),
    ]

    assert asked == [True, False, False, True, False]


def test_an_odd_id_is_an_id_and_not_a_piece_of_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "FOLDER", tmp_path)
    (tmp_path / "gardens.cedar").write_text('permit (principal == Account::"a\\"b", action, resource);')

    assert CedarGate().allows(Actor('a"b'), "gardens.dig", Resource("Garden", 'g"\n'))
    assert not CedarGate().allows(Actor("ab"), "gardens.dig", Resource("Garden", 'g"'))
