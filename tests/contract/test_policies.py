"""The policy set fits its schema."""

import cedarpy

from guildhall.platform.policy import policy_text, schema_text


def test_every_policy_validates_against_the_schema() -> None:
    result = cedarpy.validate_policies(policy_text(), schema_text())

    assert result.validation_passed, [str(error) for error in result.errors]
