"""A function's process answers whatever number the pipe to it has."""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.localcloud.environment import Deployed, Process

LIMIT_OF_SELECT = 1024


@pytest.fixture
def crowded() -> Iterator[None]:
    """As many open files as five hundred sockets and their environments leave behind."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < 2 * LIMIT_OF_SELECT:
        resource.setrlimit(resource.RLIMIT_NOFILE, (2 * LIMIT_OF_SELECT, hard))
    held = [os.open(os.devnull, os.O_RDONLY)]
    while held[-1] < LIMIT_OF_SELECT:
        held.append(os.dup(held[0]))
    yield
    for one in held:
        os.close(one)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.usefixtures("crowded")
def test_a_process_beyond_a_thousand_open_files_answers(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def handler(event, context):\n    return event\n")
    names = ("NAME", "VERSION", "MEMORY_SIZE")
    variables = {f"AWS_LAMBDA_FUNCTION_{name}": "1" for name in names}
    variables |= {"AWS_LAMBDA_LOG_GROUP_NAME": "group", "AWS_LAMBDA_LOG_STREAM_NAME": "stream"}
    process = Process(Deployed("app.handler", sys.executable, (tmp_path,), variables))
    request = {"event": "ping", "request_id": "r", "arn": "a", "trace_id": None, "deadline": time.time() + 30}

    ready = process.ask({"path": [str(tmp_path)], "handler": "app.handler"}, 30)
    answer = process.ask(request, 30)

    assert (ready, answer) == ({}, {"result": "ping"})
    process.end()
