"""Two people and a silent third device through a long talk, while sockets break and workers die: `make demo TALK=1`.

Both write at the same time, each message under an id made by its device. Somebody cuts their connections and kills the
processes of the cloud's functions at random moments. A device that lost its answer sends the same message again; one
that lost its connection dials again and asks for what it missed. Afterwards every device and the platform must hold the
same messages in the same order: none lost, none twice, none changed.
"""

from __future__ import annotations

import contextlib
import logging
import os
import random
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import UNAUTHORIZED
from pathlib import Path
from typing import Any

from ulid import ULID
from websockets.exceptions import WebSocketException

from tools.journeys.people import Person, open_conversation, register
from tools.journeys.person import Refused
from tools.journeys.socket import Phone
from tools.journeys.stage import Stage, fresh_stage
from tools.journeys.steps import StepFailed, Steps, eventually, expect

MESSAGES = 10_000
PATIENCE_SECONDS = 3.0
"""What a killed worker had in its hands is never answered: the device sends it again."""
TRIES = 40
FORGET_AFTER_SECONDS = 2.0
BLOWS = 250
TENTHS = 10


class Differs(Exception):
    """The same message was read with two contents."""


@dataclass
class Device:
    """One device: what it knows by id, and up to where it has read without a gap."""

    owner: Person
    phone: Phone
    conversation_id: str
    known: dict[str, dict[str, Any]] = field(default_factory=dict)
    checkpoint: str = ""
    gaps: int = 0

    def keep(self, message: dict[str, Any]) -> None:
        """Take a message in, however often it comes. Raises Differs."""
        known = self.known.setdefault(message["message_id"], message)
        if known != message:
            raise Differs(f"{message} came as {known} before")

    def listen(self) -> None:
        """Take in what has come by itself, without waiting for more. Raises StepFailed if the socket broke."""
        self.phone.drain()
        heard, self.phone.heard = self.phone.heard, []
        for frame in heard:
            if frame["event"] == "message":
                self.keep(frame["message"])

    def catch_up(self) -> None:
        """Ask for everything after the last reading."""
        has_more = True
        while has_more:
            after = {"after": self.checkpoint} if self.checkpoint else {}
            page = self.phone.ask("history", conversation_id=self.conversation_id, limit=100, **after)
            for message in page["items"]:
                self.keep(message)
            self.checkpoint, has_more = page["newer_cursor"], bool(after) and page["has_more"]

    def insist(self, what: Any) -> None:
        """Do something until it is answered; dial again and fill the gap in between."""
        reason: Exception | None = None
        for _ in range(TRIES):
            try:
                what()
            except StepFailed as error:
                reason = error
                with contextlib.suppress(StepFailed, OSError, WebSocketException):
                    self.phone.close()
                    self._dial()
                    self.catch_up()
                    self.gaps += 1
            else:
                return
        raise StepFailed(f"{self.owner.name} got no answer in {TRIES} tries") from reason

    def _dial(self) -> None:
        try:
            self.phone.dial()
        except Refused as refused:
            if refused.status != UNAUTHORIZED:
                raise
            # The talk is longer than an access token lives.
            self.owner.refresh()
            self.phone.dial()

    def say(self, text: str) -> None:
        """Send a message, again and under the same id until it is answered."""
        message = {"message_id": f"msg_{ULID()}", "text": text, "conversation_id": self.conversation_id}
        self.insist(lambda: self.keep(self.phone.ask("send", **message)))
        self.insist(self.listen)

    def in_order(self) -> list[str]:
        """Return the ids of what it knows in the order in which a screen shows them."""
        return sorted(self.known)


class LongTalk:
    """The talk. client and expert write `messages` in all; the expert's other device only listens."""

    def __init__(self, stage: Stage, people: tuple[Person, Person], conversation_id: str, seed: int) -> None:
        self._stage = stage
        self._random = random.Random(seed)  # noqa: S311  repeatable moments
        self._conversation_id = conversation_id
        self._over = threading.Event()
        client, expert = people
        self.writers = [self._device(client), self._device(expert)]
        self.silent = self._device(expert)
        self.blows = {"sockets": 0, "workers": 0}

    def run(self, messages: int, blows: int = BLOWS) -> None:
        """Write them all under so many blows; return when everybody has fallen silent. Raises StepFailed."""
        with ThreadPoolExecutor(4) as pool:
            listening = pool.submit(self._listen)
            breaking = pool.submit(self._break, messages, blows)
            try:
                for done in [pool.submit(self._write, device, messages // 2) for device in self.writers]:
                    done.result()
            finally:
                self._over.set()
            listening.result()
            breaking.result()

    def check(self, messages: int) -> str:
        """Compare every device with the platform; return what was compared. Raises StepFailed on a difference."""
        devices = [*self.writers, self.silent]
        for device in devices:
            device.insist(device.catch_up)
            device.insist(device.listen)
        self.silent.owner.refresh()
        kept = self._kept(self.silent.owner)
        expect(len(kept) == messages, f"{len(kept)} of {messages} messages are kept")
        for device in devices:
            expect(device.in_order() == [message["message_id"] for message in kept], f"{device.owner.name} differs")
            expect(list(map(device.known.get, device.in_order())) == kept, f"{device.owner.name} reads something else")
        gaps = sum(device.gaps for device in devices)
        cut, killed = self.blows["sockets"], self.blows["workers"]
        return f"{messages} messages, {cut} cut sockets, {killed} killed workers, {gaps} gaps filled"

    def close(self) -> None:
        """Hang up everywhere."""
        for device in (*self.writers, self.silent):
            device.phone.close()

    def _device(self, owner: Person) -> Device:
        device = Device(owner, Phone(self._stage.socket_url, owner.api, PATIENCE_SECONDS), self._conversation_id)
        device.insist(device.catch_up)
        return device

    def _write(self, device: Device, messages: int) -> None:
        for number in range(messages):
            device.say(f"{device.owner.name} {number}")

    def _listen(self) -> None:
        while not self._over.wait(0.05):
            self.silent.insist(self.silent.listen)

    def _break(self, messages: int, blows: int) -> None:
        """Cut or kill something so many times, spread over the talk; let the minute of the rate limit pass."""
        struck = told = 0
        forgotten = time.monotonic()
        while not self._over.wait(0.2):
            # The talk is longer than sixty messages a minute allow; forgetting reads a whole table.
            if time.monotonic() - forgotten > FORGET_AFTER_SECONDS:
                self._stage.forget_limit("messages")
                forgotten = time.monotonic()
            written = max(len(device.known) for device in self.writers)
            if told < TENTHS * written // messages:
                told = TENTHS * written // messages
                print(f"{written:,}", end=" … ", flush=True)
            if struck < blows * written // messages:
                struck += 1
                self._strike()

    def _strike(self) -> None:
        if self._random.random() < 0.5:
            # Whose socket is broken already may be choosing the next one at this moment.
            with contextlib.suppress(OSError):
                self._random.choice([*self.writers, self.silent]).phone.drop()
            self.blows["sockets"] += 1
            return
        workers = self._stage.cloud.workers()
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._random.choice(workers), signal.SIGKILL)
            self.blows["workers"] += 1

    def _kept(self, who: Person) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: dict[str, str] = {}
        while True:
            page = who.api.get(f"/v1/conversations/{self._conversation_id}/messages", limit="100", **cursor)
            found += page["items"]
            if not page["older_cursor"]:
                return found[::-1]
            cursor = {"before": page["older_cursor"]}


def main() -> int:
    """Run it; exit status 0 only if every step was done. TALK_SEED repeats a run, TALK_MESSAGES shortens it."""
    messages = int(os.environ.get("TALK_MESSAGES") or MESSAGES)
    seed = int(os.environ.get("TALK_SEED") or time.time())
    print(f"talk seed {seed}")
    # A socket that was cut complains to the log about what was done to it on purpose.
    logging.getLogger("websockets").setLevel(logging.CRITICAL)
    steps = Steps("a long talk", 3)
    with tempfile.TemporaryDirectory(prefix="guildhall-talk-") as home, fresh_stage(Path(home)) as stage:
        with steps.step("a client and an expert come to talk, the expert on two devices"):
            people = (
                register(stage, "Ada", "ada@guildhall.example", ["client"]),
                register(stage, "Grace", "grace@guildhall.example", ["expert"]),
            )
            talk = LongTalk(stage, people, open_conversation(stage, *people), seed)
        with steps.step(f"both write, {messages:,} messages in all, while sockets break and workers die"):
            talk.run(messages)
        with steps.step("every device holds the same messages in the same order as the platform"):
            print(eventually("the same everywhere", lambda: talk.check(messages)), end=" … ")
        talk.close()
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
