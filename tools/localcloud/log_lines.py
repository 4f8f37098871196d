"""Reading what functions printed, from a log group of their own or from one that they share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_SHARED_STREAM = re.compile(r"\d{4}/\d\d/\d\d/(?P<function>[^/\[]+)\[")

Line = tuple[int, str]
"""Instant in milliseconds since 1970, and the text."""


def log_lines(client: Any, function: str) -> list[Line]:
    """List the lines of the functions that are meant, oldest first.

    client: boto3's for CloudWatch Logs.
    function: a function's name, the start of its logical id, or an empty text for every function.
    """
    lines: list[Line] = []
    for group in client.get_paginator("describe_log_groups").paginate().search("logGroups[].logGroupName"):
        for stream in client.get_paginator("describe_log_streams").paginate(logGroupName=group).search("logStreams[]"):
            shared = _SHARED_STREAM.match(stream["logStreamName"])
            if _is_meant(shared["function"] if shared else group.rsplit("/", 1)[-1], function):
                lines += _read(client, group, stream["logStreamName"])
    return sorted(lines, key=lambda line: line[0])


def _is_meant(name: str, function: str) -> bool:
    return name.startswith(function) or f"-{function}" in name


def _read(client: Any, group: str, stream: str) -> Iterator[Line]:
    where = {"logGroupName": group, "logStreamName": stream, "startFromHead": True}
    page = client.get_log_events(**where)
    while page["events"]:
        yield from ((event["timestamp"], event["message"].rstrip("\n")) for event in page["events"])
        page = client.get_log_events(**where, nextToken=page["nextForwardToken"])
