"""`make up` and its companions: what is in the way is said in a sentence, what runs is left alone, data stay."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.localcloud.cli import main
from tools.localcloud.cloud import free_ports, port_is_free
from tools.localcloud.house import House, HouseError


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House(free_ports(3), tmp_path / "state", seed_module="tools.journeys.no_seed")
    yield house
    house.down()


def test_a_busy_port_is_named_and_nothing_is_started(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.cloud.port + 1))
        other.listen()

        with pytest.raises(HouseError, match=rf"port {house.cloud.port + 1} is taken by another program"):
            house.up(print)

    assert house.cloud.program.pid is None


def test_data_made_on_another_port_are_not_touched(house: House) -> None:
    house.home.mkdir()
    (house.home / "port").write_text("4566")

    with pytest.raises(HouseError, match=r"belong to port 4566"):
        house.up(print)


def test_a_base_port_that_is_no_number_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GUILDHALL_PORT", "http")

    assert main(["up"]) == 1
    assert capsys.readouterr().err.startswith("GUILDHALL_PORT is 'http'")


def test_what_does_not_run_cannot_be_asked_for_its_outbox(house: House) -> None:
    with pytest.raises(HouseError, match=r"run `make up` first"):
        house.running()


@pytest.mark.timeout(400)  # the whole platform, twice, on a machine that may be doing other things
def test_up_twice_and_down_keeps_the_data_and_does_nothing_again(house: House) -> None:
    first: list[str] = []
    house.up(first.append)
    house.cloud.client("ssm").put_parameter(Name="/kept", Value="yes", Type="String")
    house.down()
    assert all(port_is_free(house.cloud.port + step) for step in range(3))

    second: list[str] = []
    house.up(second.append)

    rows = dict(house.table())
    with urllib.request.urlopen(rows["mail and SMS outbox"], timeout=60) as page:
        assert "Nothing was sent yet" in page.read().decode()
    with urllib.request.urlopen(rows["API"] + "/v1/health", timeout=60) as answer:
        assert answer.status == 200
    assert house.cloud.client("ssm").get_parameter(Name="/kept")["Parameter"]["Value"] == "yes"
    stacks = [line for line in second if line.startswith("guildhall-")]
    layers = [line for line in second if line.startswith("layer ")]
    assert all("unchanged" in line for line in stacks), stacks
    assert all("up to date" in line for line in layers), layers
