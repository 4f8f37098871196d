"""One local cloud: its process, its folder, its address. Tests, benches and the command line drive this."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import socket
import tempfile
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from tools.localcloud.log_lines import log_lines
from tools.localcloud.programs import Program

if TYPE_CHECKING:
    from tools.localcloud.stages import Stack

ROOT = Path(__file__).resolve().parents[2]
_START_SECONDS = 30.0
_POLL_SECONDS = 0.02
_PORTS = range(20_000, 32_000, 3)
"""Below the ports that systems give to outgoing connections: nobody takes one by chance while a cloud restarts."""


class LocalCloudError(Exception):
    """The local cloud did not do what was asked; the message is meant for a person."""


@dataclass
class LocalCloud:
    """A running local cloud. `with LocalCloud.start() as cloud:` cleans up after itself.

    home: holds everything it writes: state, objects, log, temporary files.
    port: loopback port of every AWS endpoint.
    outputs: the outputs of the stacks deployed so far.
    """

    home: Path
    port: int
    settings: Mapping[str, str] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    temporary: bool = False
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        self.program = Program("cloud", self.home)

    @classmethod
    def start(
        cls, port: int = 0, home: Path | None = None, *, snapshot_seconds: float = 10, **settings: str
    ) -> LocalCloud:
        """Start a local cloud and wait until it answers.

        port: 0 picks a free one.
        home: None makes a temporary folder that `stop` removes.
        settings: further environment variables of the launcher, for example TTL_SWEEP="1".
        Raises LocalCloudError when it does not answer within 30 seconds; the message holds the end of its log.
        """
        cloud = cls(
            home=home or Path(tempfile.mkdtemp(prefix="localcloud-")),
            port=port or free_ports(1),
            settings={"SNAPSHOT": str(snapshot_seconds), **settings},
            temporary=home is None,
        )
        cloud._launch()
        return cloud

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def endpoint(self) -> str:
        """The address of every AWS service here."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environ(self) -> dict[str, str]:
        """The variables with which an AWS SDK or the AWS CLI talks to this cloud as its administrator."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_REGION": "us-east-1",
            "AWS_DISABLE_HOST_PREFIX_INJECTION": "true",
        }

    def client(self, service: str) -> Any:
        """Return a boto3 client of this cloud's administrator, without retries: a test sees each answer."""
        import boto3
        from botocore.config import Config

        # `Any`: the type of a boto3 client depends on the service's name, which is a variable here.
        make: Any = boto3.Session("test", "test", region_name="us-east-1").client
        config = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, s3={"addressing_style": "path"})
        return make(service, endpoint_url=self.endpoint, config=config)

    def deploy(
        self,
        stage: str = "local",
        root: Path = ROOT,
        tell: Callable[[str], None] = lambda _: None,
        **parameters: str,
    ) -> dict[str, str]:
        """Deploy every stack of a stage in order; return and remember their outputs. Raises DeployFailed.

        parameters: what samconfig.toml cannot know, such as addresses on this machine, for the templates that declare
        it. `LocalEndpoint` is always among it.
        """
        from tools.localcloud.stages import stacks

        known = {"LocalEndpoint": f"http://localhost:{self.port}", **parameters}
        chosen = [stack.given(known) for stack in stacks(root, stage)]
        return self.deploy_stacks(chosen, root, tell)

    def deploy_stacks(
        self, stacks: list[Stack], root: Path = ROOT, tell: Callable[[str], None] = lambda _: None
    ) -> dict[str, str]:
        """Deploy these stacks in order; return and remember their outputs. Raises DeployFailed."""
        from tools.localcloud.deploy import Deployer, deploy_stage

        self.outputs |= deploy_stage(Deployer(self.endpoint, root), stacks, tell)
        self.save()
        return self.outputs

    def save(self) -> None:
        """Have a snapshot taken now: what stacks are made of is written down in snapshots only."""
        request = urllib.request.Request(f"{self.endpoint}/_localcloud/save", method="POST")
        urllib.request.urlopen(request, timeout=_START_SECONDS).close()

    def kill(self) -> None:
        """End the cloud and its functions like a power cut: nothing is flushed, nothing is tidied."""
        self.program.kill()

    def workers(self) -> list[int]:
        """List the processes in which functions run now."""
        return self.program.children("bootstrap.py")

    def restart(self) -> None:
        """Start again on the same port with the state that the last process left behind."""
        self.program.end()
        self._launch()

    def stop(self) -> None:
        """End the cloud in good order; a temporary home is removed. Does nothing when it does not run."""
        self.program.end()
        if self.temporary:
            shutil.rmtree(self.home, ignore_errors=True)

    def mails(self) -> list[dict[str, Any]]:
        """List the mails that SES accepted, oldest first: Source, To, Subject, BodyText, BodyHtml, Timestamp."""
        messages = self._read("/_ministack/ses/messages")["messages"]
        return [mail for account in messages.values() for mail in account]

    def texts(self) -> list[dict[str, Any]]:
        """List the text messages that SNS accepted for phones."""
        answer = self._read("/_ministack/sns/sms-messages")
        return [text for group in _leaves(answer) for text in group]

    def logs(self, function: str) -> list[str]:
        """List what one function printed, by name or by the start of its logical id, oldest first."""
        return [text for _, text in self.log_lines(function)]

    def log_lines(self, function: str) -> list[tuple[int, str]]:
        """List log lines with their instants in milliseconds, oldest first; an empty text asks for every function.

        Raises LocalCloudError when the cloud does not answer.
        """
        from botocore.exceptions import BotoCoreError

        try:
            return log_lines(self.client("logs"), function)
        except BotoCoreError as error:
            raise LocalCloudError("the local cloud does not answer any more") from error

    def _read(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(f"{self.endpoint}{path}", timeout=10) as response:
            answer: dict[str, Any] = json.load(response)
        return answer

    def _launch(self) -> None:
        python = ROOT / ".local" / "cloud" / "bin" / "python"
        if not python.exists():
            raise LocalCloudError("the local cloud is not installed: run `make env` once")
        if not port_is_free(self.port):
            raise LocalCloudError(f"port {self.port} is taken by another program: choose one with GUILDHALL_PORT")
        for folder in ("tmp", "state", "s3"):
            (self.home / folder).mkdir(parents=True, exist_ok=True)
        self.program.start([str(python), "-m", "tools.localcloud.launcher"], self._environment(), self.home)
        self._await_answer()

    def _environment(self) -> dict[str, str]:
        """Return the whole environment of the process: the functions must not see the caller's."""
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TMPDIR": str(self.home / "tmp"),
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "GATEWAY_PORT": str(self.port),
            "BIND_HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
            "IOT_MTLS_ENABLED": "0",
            "SFTP_ENABLED": "0",
            "PERSIST_STATE": "1",
            "S3_PERSIST": "1",
            "STATE_DIR": str(self.home / "state"),
            "S3_DATA_DIR": str(self.home / "s3"),
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "LAMBDA_WARM_TTL_SECONDS": "60",
            "LAMBDA_PYTHON": str(ROOT / ".local" / "runtime" / "bin" / "python"),
            "LAMBDA_UNPACKED": str(ROOT / ".local" / "unpacked"),
            **self.settings,
        }

    def _await_answer(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self.program.pid is not None:
            with contextlib.suppress(OSError):
                self._read("/_ministack/health")
                return
            time.sleep(_POLL_SECONDS)
        self.program.kill()
        raise LocalCloudError(f"the local cloud did not start; the end of its log:\n{self.program.last_words()}")


def free_ports(count: int) -> int:
    """Return the first of so many loopback ports in a row on which nobody listens at this moment."""
    while True:
        port = secrets.choice(_PORTS)
        if all(port_is_free(port + offset) for offset in range(count)):
            return port


def port_is_free(port: int) -> bool:
    """Tell whether nobody listens on a loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def _leaves(value: object) -> list[list[dict[str, Any]]]:
    """Return the innermost lists of nested mappings, in order."""
    if isinstance(value, list):
        return [value]
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    return []
