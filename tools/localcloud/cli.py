"""`make up`, `down`, `reset`, `logs`, `outbox`: the whole platform on this machine."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from collections.abc import Sequence
from typing import Any

from tools.localcloud.cloud import ROOT, LocalCloud, LocalCloudError
from tools.localcloud.house import HOME, House, HouseError

_LOG_POLL_SECONDS = 1.0
_PORTS = range(1024, 65533)  # ports that need no privilege and have three more above them


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, or 1 after a sentence that says what is wrong."""
    given = _options(arguments)
    # The deploy's errors come with boto3, which `down` and `reset` do not need.
    try:
        house = House(_port(os.environ.get("GUILDHALL_PORT", "4566")), has_web=True)
        return _COMMANDS[given.command](house, given)
    except (LocalCloudError, HouseError) as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.localcloud.cli", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("up", "down", "reset", "outbox"):
        commands.add_parser(name)
    logs = commands.add_parser("logs")
    logs.add_argument("function", nargs="?", default="", help="how the function's logical id begins")
    logs.add_argument("--once", action="store_true", help="print what there is and end")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    """Return the base port; three more above it are used. Raises HouseError."""
    if not text.isdecimal() or int(text) not in _PORTS:
        raise HouseError(f"GUILDHALL_PORT is {text!r}: it has to be a number from {_PORTS[0]} to {_PORTS[-1]}")
    return int(text)


def _up(house: House, _given: argparse.Namespace) -> int:
    house.up(lambda line: print(line, flush=True))
    print()
    for name, value in house.table():
        print(f"  {name:<26} {value}")
    return 0


def _down(house: House, _given: argparse.Namespace) -> int:
    house.down()
    print("the platform is down; `make up` continues with the same data")
    return 0


def _reset(house: House, _given: argparse.Namespace) -> int:
    house.down()
    shutil.rmtree(HOME, ignore_errors=True)
    (ROOT / ".local" / "seed.json").unlink(missing_ok=True)
    print("the platform is down and its data are gone")
    return 0


def _logs(house: House, given: argparse.Namespace) -> int:
    cloud = house.running()
    shown: set[tuple[int, str]] = set()
    while True:
        lines = [line for line in cloud.log_lines(given.function) if line not in shown]
        shown |= set(lines)
        for at, text in lines:
            print(time.strftime("%H:%M:%S", time.localtime(at / 1000)), text, flush=True)
        if given.once:
            return 0
        time.sleep(_LOG_POLL_SECONDS)


def _outbox(house: House, _given: argparse.Namespace) -> int:
    cloud = house.running()
    for line in outbox_lines(cloud):
        print(line)
    return 0


def outbox_lines(cloud: LocalCloud) -> list[str]:
    """Describe every mail and text message that was sent, the newest last, for a terminal."""
    lines: list[str] = []
    for mail in cloud.mails():
        lines += [f"── mail ── {_when(mail)}", f"From:    {mail['Source']}", f"To:      {', '.join(mail['To'])}"]
        lines += [f"Subject: {mail['Subject']}", "", mail["BodyText"] or mail["BodyHtml"] or "", ""]
    for text in cloud.texts():
        lines += [f"── text message to {text.get('PhoneNumber', '?')} ── {_when(text)}", text.get("Message", ""), ""]
    return lines or ["nothing was sent yet"]


def _when(message: dict[str, Any]) -> str:
    stamp = message.get("Timestamp", 0)
    if isinstance(stamp, str):
        return stamp
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(stamp))


_COMMANDS = {"up": _up, "down": _down, "reset": _reset, "logs": _logs, "outbox": _outbox}

if __name__ == "__main__":
    sys.exit(main())
