"""Our own cfn-lint rules: what every template of the house must hold. Run with `cfn-lint --append-rules infra/lint`."""

from __future__ import annotations

from typing import Any

from cfnlint.rules import CloudFormationLintRule, RuleMatch
from cfnlint.template import Template

RETAINED = ("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Cognito::UserPool")


class StateIsRetained(CloudFormationLintRule):
    """Deleting a stack must not delete what people entrusted to us."""

    id = "E9101"
    shortdesc = "What holds state is retained"
    description = "Tables, buckets, keys and user pools carry DeletionPolicy and UpdateReplacePolicy Retain"
    tags = ("guildhall",)

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Return a match for each resource that a stack deletion would take along."""
        return [
            RuleMatch(["Resources", name], f"{name} needs {policy}: Retain")
            for name, resource in cfn.get_resources(list(RETAINED)).items()
            for policy in ("DeletionPolicy", "UpdateReplacePolicy")
            if resource.get(policy) != "Retain"
        ]


class StateIsEncrypted(CloudFormationLintRule):
    """A copy of a disk must be worth nothing."""

    id = "E9102"
    shortdesc = "What holds state is encrypted"
    description = "Tables use the customer key; buckets and queues are encrypted"
    tags = ("guildhall",)

    NEEDED = (
        ("AWS::DynamoDB::Table", ("SSESpecification",)),
        ("AWS::S3::Bucket", ("BucketEncryption",)),
        ("AWS::SQS::Queue", ("SqsManagedSseEnabled", "KmsMasterKeyId")),
    )

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Return a match for each resource without any of the properties that encrypt it."""
        return [
            RuleMatch(["Resources", name], f"{name} needs one of {', '.join(needed)}")
            for kind, needed in self.NEEDED
            for name, resource in cfn.get_resources([kind]).items()
            if not set(needed) & set(resource.get("Properties", {}))
        ]


class RightsAreNamed(CloudFormationLintRule):
    """A function may do what it must, by name."""

    id = "E9103"
    shortdesc = "Policies name actions"
    description = "No `*` actions, no `service:*` actions, no …FullAccess policies"
    tags = ("guildhall",)

    def match(self, cfn: Template) -> list[RuleMatch]:
        """Return a match for each statement that allows more than it names."""
        resources = cfn.get_resources(["AWS::IAM::Role", "AWS::IAM::ManagedPolicy", "AWS::IAM::Policy"])
        return [
            RuleMatch(["Resources", name], f"{name} {excess}")
            for name, resource in resources.items()
            for excess in _excesses(resource.get("Properties", {}))
        ]


def _excesses(properties: dict[str, Any]) -> list[str]:
    found = [f"allows {action}" for action in _actions(properties) if action == "*" or action.endswith(":*")]
    if "FullAccess" in str(properties.get("ManagedPolicyArns", "")):
        found.append("uses a FullAccess policy")
    return found


def _actions(value: Any) -> list[str]:
    if isinstance(value, list):
        return [action for inner in value for action in _actions(inner)]
    if not isinstance(value, dict):
        return []
    own = value.get("Action", []) if value.get("Effect") == "Allow" else []
    named = [own] if isinstance(own, str) else [action for action in own if isinstance(action, str)]
    return named + [action for inner in value.values() for action in _actions(inner)]
