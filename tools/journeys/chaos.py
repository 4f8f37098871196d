"""The main job while the local cloud is killed at random moments: `make demo CHAOS=1`.

Every kill is a SIGKILL of the cloud and of every function in it, followed by a restart with what was on disk. People do
what people do: they press the button again, with the same Idempotency-Key. Afterwards the journey must be finished and
the books must balance. Kills begin once everybody is signed up, and spare the minute in which two phones talk: a
socket cannot outlive its server, and what a broken one loses is the talk's own step.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.journeys import books, work
from tools.journeys.main_job import STEPS, MainJob
from tools.journeys.stage import Stage, fresh_stage
from tools.journeys.steps import PATIENCE, StepFailed, Steps, eventually

KILLS = 8
PAUSE_SECONDS = (2.0, 9.0)
PATIENCE_SECONDS = 200.0
"""What a killed worker had in its hands comes back when its queue's visibility timeout of 120 s is over."""


class Killer(threading.Thread):
    """Kills and restarts the cloud at random moments, a bounded number of times."""

    def __init__(self, stage: Stage, seed: int) -> None:
        super().__init__(daemon=True)
        self._stage = stage
        self._random = random.Random(seed)  # noqa: S311  a repeatable choice of moments
        self._allowed = threading.Lock()
        self._over = threading.Event()
        self.kills = 0

    def run(self) -> None:
        """Kill until told to stop, at most KILLS times."""
        while self.kills < KILLS and not self._over.wait(self._random.uniform(*PAUSE_SECONDS)):
            with self._allowed:
                if not self._over.is_set():
                    self._stage.cloud.kill()
                    self._stage.cloud.restart()
                    self.kills += 1

    @contextmanager
    def spared(self) -> Iterator[None]:
        """Keep the cloud alive for the length of the block."""
        with self._allowed:
            yield

    def stop(self) -> None:
        """Let the last restart finish and end."""
        self._over.set()
        self.join()


class ChaoticJob(MainJob):
    """The main job by patient people, with somebody pulling the plug."""

    def __init__(self, stage: Stage, steps: Steps, seed: int) -> None:
        super().__init__(stage, steps)
        self._killer = Killer(stage, seed)

    def run(self) -> None:
        """Run every step, then look at the books."""
        with self.partner:
            self.meet()
            for person in (self.admin, self.client, self.expert):
                person.api.is_patient = True
            self._killer.start()
            self.do_the_work()
            self._killer.stop()
            work.look_back(self)
            with self.steps.step(f"after {self._killer.kills} kills every invariant of the books holds"):
                print(eventually("books at rest", lambda: books.check(self.stage), patience=120), end=" … ")

    def talk(self) -> None:
        """Two phones talk, and nobody pulls the plug meanwhile."""
        with self._killer.spared():
            super().talk()


def main() -> int:
    """Run it; exit status 0 only if every step was done and the books balance. CHAOS_SEED repeats a run's moments."""
    seed = int(os.environ.get("CHAOS_SEED") or time.time())
    print(f"chaos seed {seed}")
    PATIENCE.set(PATIENCE_SECONDS)
    steps = Steps("main job under chaos", STEPS + 1)
    with tempfile.TemporaryDirectory(prefix="guildhall-chaos-") as home, fresh_stage(Path(home)) as stage:
        try:
            ChaoticJob(stage, steps, seed).run()
        except StepFailed as error:
            print(f"ended by {error}", file=sys.stderr)
    return steps.finish()


if __name__ == "__main__":
    sys.exit(main())
