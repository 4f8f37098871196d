"""Which addresses we send to: the public ones, and on the local stage this machine."""

from __future__ import annotations

import pytest

from guildhall.platform.addresses import AddressRefused, Target, locate

PRIVATE = [
    "127.0.0.1", "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.2.1",  # noqa: S104
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1",
    "ff02::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1", "2001::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        locate("https://partner.example/", loopback_allowed=False, lookup=lambda *_: [address])


@pytest.mark.parametrize("address", PRIVATE)
def test_one_private_address_among_public_ones_is_enough(address: str) -> None:
    for addresses in (["93.184.215.14", address], [address, "93.184.215.14"]):
        with pytest.raises(AddressRefused):
            locate("https://partner.example/", loopback_allowed=True, lookup=lambda *_, found=addresses: found)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_address_is_where_we_connect_under_the_name_of_the_url(address: str) -> None:
    found = locate("https://Partner.Example:8443/in?a=b", loopback_allowed=False, lookup=lambda *_: [address])

    assert found == Target("https", "partner.example", address, 8443, "/in?a=b")


@pytest.mark.parametrize(
    "url",
    [
        "http://partner.example/", "ftp://partner.example/", "//partner.example/", "https:///path", "partner.example",
        "https://user@partner.example/", "https://u:p@partner.example/", "https://partner.example/#x",
        "https://partner.example:99999/", "https://partner.example/a b", "https://partner.example/\r\nX: y",
        "https://pärtner.example/", "https://[::1", "javascript:alert(1)", "https://partner.example/" + "a" * 2_000,
    ],
)  # fmt: skip
def test_what_is_no_plain_https_url_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        locate(url, loopback_allowed=False, lookup=lambda *_: ["93.184.215.14"])


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "https://0x7f000001/"])
def test_an_address_in_the_url_itself_is_judged_like_any_other(url: str) -> None:
    with pytest.raises(AddressRefused):
        locate(url, loopback_allowed=False)


def test_a_name_without_address_is_refused() -> None:
    def unknown(*_: object) -> list[str]:
        raise OSError

    with pytest.raises(AddressRefused, match="no address"):
        locate("https://partner.invalid/", loopback_allowed=False, lookup=unknown)


def test_this_machine_is_a_receiver_on_the_local_stage_only_and_its_network_never() -> None:
    assert locate("http://localhost:9/", loopback_allowed=True, lookup=lambda *_: ["127.0.0.1"]).port == 9
    with pytest.raises(AddressRefused):
        locate("http://localhost:9/", loopback_allowed=False, lookup=lambda *_: ["127.0.0.1"])
    with pytest.raises(AddressRefused):
        locate("https://router.local/", loopback_allowed=True, lookup=lambda *_: ["192.168.1.1"])
    with pytest.raises(AddressRefused, match="https"):
        locate("http://partner.example/", loopback_allowed=True, lookup=lambda *_: ["93.184.215.14"])
