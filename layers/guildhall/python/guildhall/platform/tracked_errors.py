"""Errors of log lines as an error tracker takes them: what broke and where, and nothing of whose request it was.

A line may say more than may leave us. What leaves is named here, and all else stays in CloudWatch, where the
correlation id finds it: the message of an exception above all, which may hold what a person typed. Shape of an event:
Sentry's developer documentation, "Event payloads"; of a delivery: CloudWatch Logs user guide, "Subscription filters".
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guildhall.platform.assembly import Platform

TAGS = (
    "function", "route", "correlation_id", "causation_id", "origin_trace", "xray_trace_id", "requestId", "problem",
    "operation", "code",
)  # fmt: skip
"""Fields that name things of ours, never a person's. requestId: Lambda's own, on lines that its runtime writes."""
LONGEST_TAG = 199
MOST_FRAMES = 50
NAMED_STREAM = re.compile(r"\d{4}/\d\d/\d\d/(?P<function>[^/\[]+)\[")
"""A stream of a group that functions share: the runtime's own lines say whose they are by nothing else."""
WRITTEN_FRAME = re.compile(
    r'\s*File "(?P<file>[^"\n]+)", line (?P<line>\d+)(?:, in (?P<function>\S+))?(?:\n\s*(?P<text>.+))?'
)
"""A frame as `traceback.format_list` writes it, and Lambda's runtime after it."""
BUNDLE_FRAME = re.compile(r"(?P<file>[^:]+):(?P<line>\d+):(?P<column>\d+)")
DEPLOYED = re.compile(r"^.*/(?:python|task)/")
"""Where layers (/opt/python) and functions (/var/task) lie."""
OURS = re.compile(r"/guildhall/|^/var/task/")


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """code_layer: ARN of the version of our code that is deployed."""

    code_layer: str


@dataclass(frozen=True, slots=True)
class Deployment:
    """stage: where it happened. release: which version of our code ran there; Sentry wants one name in all projects."""

    stage: str
    release: str

    @classmethod
    def wire(cls, platform: Platform) -> Deployment:
        """Build from the environment."""
        version = platform.settings(CodeSettings).code_layer.rpartition(":")[2]
        return cls(platform.stage, f"guildhall-{platform.stage}@{version}")


def errors_in(delivery: Mapping[str, Any], deployment: Deployment) -> list[dict[str, Any]]:
    """Return the errors of a delivery, in its order, each under an id that is the same on every redelivery.

    delivery: as CloudWatch Logs hands it to a function. A line that is no error, or no JSON, gives none.
    """
    batch = json.loads(gzip.decompress(base64.b64decode(delivery["awslogs"]["data"])))
    if batch["messageType"] != "DATA_MESSAGE":
        return []  # CloudWatch tries whether somebody is there
    named = NAMED_STREAM.match(batch["logStream"])
    place = {"group": batch["logGroup"], "stream": batch["logStream"]}
    found = []
    for entry in batch["logEvents"]:
        line = _read(entry["message"])
        if line is None:
            continue
        known = {"function": named["function"] if named else None, **line}
        tags = {name: str(known[name])[:LONGEST_TAG] for name in TAGS if known.get(name)}
        found.append({
            "event_id": _id(batch["logGroup"], entry["id"]),
            "timestamp": entry["timestamp"] / 1000,
            "level": "error",
            "platform": "python",
            "environment": deployment.stage,
            "release": deployment.release,
            "transaction": tags.get("route") or tags.get("function"),
            "tags": tags,
            "contexts": {"log": place},
            # Left alone, Sentry takes the sender's address for the visitor's.
            "sdk": {"name": "guildhall.logs", "version": "1.0.0", "settings": {"infer_ip": "never"}},
            **_told(line),
        })  # fmt: skip
    return found


def _read(text: str) -> dict[str, Any] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    # Runtimes before 4.0.4 of Lambda's interface client call it by the second name.
    if not isinstance(line, dict) or "ERROR" not in (line.get("level"), line.get("log_level")):
        return None
    return line


def _id(group: str, number: str) -> str:
    digest = hashlib.sha256(f"{group}/{number}".encode()).digest()
    return UUID(bytes=digest[:16], version=4).hex


def _told(line: dict[str, Any]) -> dict[str, Any]:
    """Return what a line says in its own form: of a browser, of our code, of Lambda's runtime."""
    # Words that our code logs are fixed; those of a library may have anything in them.
    said = {"logentry": {"formatted": line["message"]}} if "service" in line and "message" in line else {}
    if "PagesBroken" in line:
        exception = _exception(line["error"], None, _of_bundle(line["frames"]))
        return {**said, **exception, "platform": "javascript", "release": line["app_release"]}
    if "stack_trace" in line:
        trace = line["stack_trace"]
        return {**said, **_exception(trace["type"], trace["module"], _of_trace(trace["frames"]))}
    if "errorType" in line:
        return {**said, **_exception(line["errorType"], None, _of_runtime(line.get("stackTrace") or []))}
    return said


def _exception(kind: str, module: str | None, frames: Iterator[dict[str, Any]]) -> dict[str, Any]:
    known = [{name: value for name, value in frame.items() if value is not None} for frame in frames][-MOST_FRAMES:]
    stack = {"stacktrace": {"frames": known}} if known else {}
    return {"exception": {"values": [{"type": kind, **({"module": module} if module else {}), **stack}]}}


def _of_bundle(frames: Sequence[str]) -> Iterator[dict[str, Any]]:
    # Browsers begin with the innermost, Sentry ends with it.
    for text in reversed(frames):
        if found := BUNDLE_FRAME.fullmatch(text):
            # Under this scheme Sentry looks for the source maps of a release.
            yield {
                "filename": f"app:///{found['file']}", "lineno": int(found["line"]), "colno": int(found["column"]),
                "in_app": True,
            }  # fmt: skip


def _of_trace(frames: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for frame in frames:
        yield _frame(frame["file"], frame["line"], frame["function"], frame.get("statement"))


def _of_runtime(frames: Sequence[str]) -> Iterator[dict[str, Any]]:
    for text in frames:
        if found := WRITTEN_FRAME.match(text):
            yield _frame(found["file"], int(found["line"]), found["function"], found["text"])


def _frame(file: str, line: int, function: str | None, text: str | None) -> dict[str, Any]:
    return {
        "filename": DEPLOYED.sub("", file), "lineno": line, "function": function, "context_line": text or None,
        "in_app": OURS.search(file) is not None,
    }  # fmt: skip
