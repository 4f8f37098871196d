"""Execution environments of Python functions: processes that run `bootstrap.py`, one invocation at a time."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.localcloud.bootstrap import END_OF_LOG, fault

_BOOTSTRAP = Path(__file__).with_name("bootstrap.py")
# AWS allows ten seconds for imports; on a loaded machine with two cores the same imports take longer.
_INIT_SECONDS = 60.0
# How long after an answer, or an exit, the rest of the news may still be on its way.
_LOG_SECONDS = 0.5


class Unanswered(Exception):
    """The process did not answer in time."""


class Gone(Exception):
    """The process ended instead of answering."""


@dataclass(frozen=True, slots=True)
class Deployed:
    """What a process needs to know about its function.

    path: folders for the front of `sys.path`: the code, then the layers.
    variables: the whole environment of the process.
    """

    handler: str
    python: str
    path: tuple[Path, ...]
    variables: Mapping[str, str]


class Process:
    """A process that has been started for one function and answers line by line."""

    def __init__(self, deployed: Deployed) -> None:
        self._scratch = tempfile.mkdtemp(prefix="lambda-")
        requests_out, requests_in = os.pipe()
        self._answers, answers_in = os.pipe()
        self.popen = subprocess.Popen(
            [deployed.python, "-I", "-u", str(_BOOTSTRAP), str(requests_out), str(answers_in)],
            cwd=deployed.path[0],
            env={**deployed.variables, "TMPDIR": self._scratch},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(requests_out, answers_in),
        )
        os.close(requests_out)
        os.close(answers_in)
        self._requests = os.fdopen(requests_in, "wb", buffering=0)
        self._buffer = b""
        self._log: list[str] = []
        self._log_ended = threading.Event()
        threading.Thread(target=self._read_log, daemon=True, name="lambda-log").start()

    def ask(self, message: Mapping[str, Any], seconds: float) -> dict[str, Any]:
        """Send one message and return the answer. Raises Unanswered after `seconds`, Gone when the process ended."""
        self._log_ended.clear()
        try:
            self._requests.write(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise Gone from error
        deadline = time.monotonic() + seconds
        # Not select.select: it knows no descriptor above 1023, and every open socket of a crowd is one.
        answers = select.poll()
        answers.register(self._answers, select.POLLIN)
        while b"\n" not in self._buffer:
            if not answers.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise Unanswered
            chunk = os.read(self._answers, 1 << 16)
            if not chunk:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.popen.wait(_LOG_SECONDS)  # the pipe closes a moment before the exit status is known
                raise Gone
            self._buffer += chunk
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def log(self) -> str:
        """Return what was printed since the last call, complete up to the last answer."""
        self._log_ended.wait(_LOG_SECONDS)
        lines, self._log = self._log, []
        return "\n".join(lines)

    def end(self) -> int:
        """Kill the process if it still runs, release everything, return its exit status."""
        status = self.popen.poll()
        if status is None:
            self.popen.kill()
            status = self.popen.wait()
        self._log_ended.wait(_LOG_SECONDS)
        self._requests.close()
        if self._answers >= 0:
            os.close(self._answers)
            self._answers = -1
        shutil.rmtree(self._scratch, ignore_errors=True)
        return status

    def _read_log(self) -> None:
        if self.popen.stdout is None:
            return
        with self.popen.stdout as stream:
            for raw in stream:
                line = raw.decode(errors="replace").rstrip("\n")
                text = line.removesuffix(END_OF_LOG)
                if text or text == line:
                    self._log.append(text)
                if text != line:
                    self._log_ended.set()
        self._log_ended.set()


class Environment:
    """Stands in for MiniStack's `Worker` in its pools, whose attributes it keeps.

    The process starts with the first invocation, survives exceptions of the handler as on AWS, and is replaced after a
    timeout, an exit or a failed import.
    """

    def __init__(self, func_name: str, config: dict[str, Any], resolve: Callable[[], Deployed]) -> None:
        self.func_name = func_name
        self.config = config
        self.in_use = False
        self.last_used = time.time()
        self._resolve = resolve
        self._lock = threading.Lock()
        self._process: Process | None = None

    def invoke(
        self,
        event: Any,
        request_id: str,
        *,
        trace_id: str | None = None,
        invoked_function_arn: str | None = None,
        **_unused: Any,
    ) -> dict[str, Any]:
        """Run the handler once, starting the process when there is none.

        Returns `status` ("ok" or "error"), `result` or `error_payload` as Lambda reports it, and `log`.
        """
        timeout = float(self.config.get("Timeout", 3))
        arn = invoked_function_arn or self.config.get("FunctionArn", "")
        request = {"event": event, "request_id": request_id, "arn": arn, "trace_id": trace_id}
        with self._lock:
            try:
                process = self._started()
                if isinstance(process, dict):
                    return process
                answer = process.ask({**request, "deadline": time.time() + timeout}, timeout)
            except Unanswered:
                text = f"RequestId: {request_id} Error: Task timed out after {timeout:.2f} seconds"
                return self._lost("Sandbox.Timedout", lambda _: text, request_id)
            except Gone:
                text = f"RequestId: {request_id} Error: Runtime exited with error: exit status "
                return self._lost("Runtime.ExitError", lambda status: f"{text}{status}", request_id)
            if "fault" in answer:
                return {"status": "error", "error_payload": answer["fault"], "log": process.log()}
            return {"status": "ok", "result": answer["result"], "log": process.log()}

    def _started(self) -> Process | dict[str, Any]:
        """Return the running process, or the failed result of the attempt to start one."""
        if self._process is not None and self._process.popen.poll() is None:
            return self._process
        self._discard()
        deployed = self._resolve()
        self._process = Process(deployed)
        settings = {"path": [str(folder) for folder in deployed.path], "handler": deployed.handler}
        answer = self._process.ask(settings, _INIT_SECONDS)
        if "fault" not in answer:
            self._process.log()
            return self._process
        log = self._process.log()
        self._discard()
        return {"status": "error", "error_payload": answer["fault"], "log": log}

    def _lost(self, kind: str, text: Callable[[int], str], request_id: str) -> dict[str, Any]:
        """Throw the process away and describe what happened to the invocation."""
        process, self._process = self._process, None
        status = process.end() if process else 1
        log = process.log() if process else ""
        problem = fault(kind, text(status), request_id=request_id)
        return {"status": "error", "error_payload": problem, "log": f"{log}\n{problem['errorMessage']}".lstrip()}

    def _discard(self) -> None:
        if self._process is not None:
            self._process.end()
            self._process = None

    # What `kill_workers` and `ensure_spawned` of MiniStack's pool touch.

    @property
    def _proc(self) -> subprocess.Popen[bytes] | None:
        return self._process.popen if self._process else None

    @_proc.setter
    def _proc(self, _none: None) -> None:
        """Let the pool take the process away; `_discard_tmpdir` releases the rest."""

    def _discard_tmpdir(self) -> None:
        # An invocation in flight holds the lock, notices the end of its process and cleans up itself.
        if self._lock.acquire(blocking=False):
            try:
                self._discard()
            finally:
                self._lock.release()
