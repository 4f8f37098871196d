"""What one more recipient of a message costs, against the least it could: the read of whose sockets are open, and the
line of a list that shows the message.

It is what a large conversation costs more than a small one: what a message costs by itself falls out.
"""

from __future__ import annotations

import json
from typing import Any

from bench.report import Result
from bench.scenarios import CLEO, be_there, message
from bench.world import World, world
from guildhall.kernel.clock import SystemClock
from guildhall.kernel.ids import UlidIds
from guildhall.messaging.schemas.commands import KEEP_CONVERSATION
from guildhall.messaging.store.rows import Keys
from guildhall.platform import dynamo_transport
from tests.support.messages import command_message

FEW, MANY = 2, 12
MOST_RATIO = 1.05
_ids = UlidIds(SystemClock())


def measure() -> list[Result]:
    """Send one message to few and one to many; report units per recipient over the floor."""
    with world() as made:
        few, many = _sent(made, FEW), _sent(made, MANY)
    units, floor = ((one - other) / (MANY - FEW) for one, other in zip(many, few, strict=True))
    note = f"{units:.3g} units a recipient, floor {floor:.3g}"
    return [Result("capacity_ratio_fan_out", units / floor, MOST_RATIO, note=note)]


def _sent(made: World, people: int) -> tuple[float, float]:
    """Return the units of a message to so many, and its floor: its sending and what its stream record leads to."""
    accounts = [CLEO.account_id, *(f"acc_agent{number:02d}" for number in range(1, people))]
    places = [{"account_id": one, "role": "agent" if number else "client"} for number, one in enumerate(accounts)]
    subject = {"subject": "ticket", "subject_id": _ids.new("tck"), "title": "The oven is cold"}
    command = command_message(_ids.new("cmd"), {"type": KEEP_CONVERSATION, **subject, "places": places})
    made.hand_over("messaging", "events", [{"body": json.dumps(command)}])
    made.ids["conversation"] = "cnv_" + subject["subject_id"].removeprefix("tck_")
    be_there(*accounts)
    for _ in range(2):
        # The first message meets lists without a preview: it is not what a talk is made of.
        event = message(made)
        with made.recorder.recording() as seen:
            made.call("messaging", event)
            made.hand_over("messaging", "stream_chat", [_record(made)])
    return seen.units, seen.floor.units


def _record(made: World) -> dict[str, Any]:
    """Return the stream record of the message that was sent last."""
    hash_key, range_key = Keys.message(made.ids["conversation"], made.ids["message"])
    key = {"PK": {"S": hash_key}, "SK": {"S": range_key}}
    item = dynamo_transport.transport().call("GetItem", {"TableName": made.environ["GUILDHALL_CHAT_TABLE"], "Key": key})
    return {"eventName": "INSERT", "dynamodb": {"Keys": key, "NewImage": item["Item"], "SequenceNumber": "1"}}
