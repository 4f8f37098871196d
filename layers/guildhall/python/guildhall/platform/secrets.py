"""Secrets by reference: read once, on first use, never logged."""

from __future__ import annotations

from functools import cached_property

from guildhall.platform import aws


class Secret:
    """A secret of Secrets Manager, named by its ARN in the environment."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    @cached_property
    def value(self) -> str:
        """The secret's text. Raises botocore's ClientError if this function may not read it."""
        return str(aws.client("secretsmanager").get_secret_value(SecretId=self._arn)["SecretString"])

    def __repr__(self) -> str:
        return "Secret(…)"
