"""What the log of security events tells about network addresses."""

import pytest

from guildhall.identity.gateways.security import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("", "unknown"),
        ("somewhere", "unknown"),
    ],
)
def test_a_network_is_logged_and_not_the_address(address: str, network: str) -> None:
    assert network_of(address) == network
