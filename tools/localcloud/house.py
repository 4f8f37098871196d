"""The platform as a newcomer sees it: local cloud, stacks, Stripe's server, desk and demonstration data together."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

from tools.localcloud import sandbox_page
from tools.localcloud.cloud import ROOT, LocalCloud, port_is_free
from tools.localcloud.programs import Program

HOME = ROOT / ".local" / "state"
SEED = ROOT / ".local" / "seed.json"
STRIPE_SECRET = "whsec_local"  # noqa: S105  # of a server that only loopback can reach
_READY_SECONDS = 20.0

Tell = Callable[[str], None]


class HouseError(Exception):
    """Something on this machine is in the way; the message is meant for a person."""


class House:
    """Everything that `make up` starts.

    port: of the local cloud; Stripe's server, the desk and the web app's front door have the next three.
    home: holds all data. seed_module: makes the demonstration data. has_web: whether the web app is built and served.
    settings: further environment variables of the local cloud's launcher.
    """

    def __init__(
        self,
        port: int,
        home: Path = HOME,
        seed_module: str = "tools.journeys.seed",
        *,
        has_web: bool = False,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self.has_web = has_web
        self._seed_module = seed_module
        self.cloud = LocalCloud(home=home, port=port, settings=settings or {})
        self.stripe = Program("stripe", home)
        self.desk = Program("desk", home)
        self.stripe_url = f"http://localhost:{port + 1}"
        self.desk_url = f"http://localhost:{port + 2}"
        self.front = Program("front", home)
        self.web_url = f"http://localhost:{port + 3}"

    def up(self, tell: Tell) -> None:
        """Start what does not run, bring the stacks up to date, fill a fresh platform with demonstration data.

        tell: hears one line per step. Raises HouseError and LocalCloudError.
        """
        self._check_ports()
        self._start_cloud(tell)
        self._deploy(tell)
        self._tell_rails()
        self._start_stripe(tell)
        self._start_desk(tell)
        if self.has_web:
            self._start_front(tell)
        self._seed(tell)

    def down(self) -> None:
        """End what `up` started, in the opposite order; the data stay."""
        for program in (self.front, self.desk, self.stripe, self.cloud.program):
            program.end()

    def running(self) -> LocalCloud:
        """Return the local cloud. Raises HouseError when it is not up."""
        if self.cloud.program.pid is None:
            raise HouseError("the platform is not up: run `make up` first")
        return self.cloud

    def table(self) -> list[tuple[str, str]]:
        """List where everything is and how to sign in: name and address."""
        outputs = self.cloud.outputs
        rows = [
            ("Web app", self.web_url if self.front.pid else ""),
            ("API", outputs.get("ApiUrl", "")),
            ("WebSocket", outputs.get("WebSocketUrl", "")),
            ("mail and SMS outbox", f"{self.desk_url}/outbox"),
            ("payment console", self.stripe_url if self.stripe.pid else ""),
            ("API reference", f"{self.desk_url}/docs"),
            ("AWS endpoint", f"{self.cloud.endpoint} (keys: test, test)"),
        ]
        made = self._made()
        pages = [(page["name"], self.web_url + page["path"]) for page in made["pages"] if self.front.pid]
        people = [(f"sign in: {one['role']}", f"{one['email']}  {one['password']}") for one in made["sign_ins"]]
        return [row for row in rows if row[1]] + pages + people

    @staticmethod
    def _made() -> dict[str, list[dict[str, str]]]:
        """Return the demonstration's people (role, email, password) and pages (name, path); none before the seed."""
        nothing: dict[str, list[dict[str, str]]] = {"sign_ins": [], "pages": []}
        return {**nothing, **json.loads(SEED.read_text())} if SEED.exists() else nothing

    def _check_ports(self) -> None:
        noted = self.home / "port"
        port = self.cloud.port
        if noted.exists() and noted.read_text() != str(port):
            raise HouseError(
                f"the data of this clone belong to port {noted.read_text()}, which their addresses contain:"
                f" use GUILDHALL_PORT={noted.read_text()}, or `make reset` first"
            )
        uses: tuple[tuple[Program, int], ...] = (
            (self.cloud.program, port),
            (self.stripe, port + 1),
            (self.desk, port + 2),
        )
        uses += ((self.front, port + 3),) if self.has_web else ()
        taken = [str(number) for program, number in uses if program.pid is None and not port_is_free(number)]
        if taken:
            raise HouseError(
                f"port {' and '.join(taken)} is taken by another program:"
                " end that, or choose four free ports in a row with GUILDHALL_PORT=<the first>"
            )
        self.home.mkdir(parents=True, exist_ok=True)
        noted.write_text(str(port))

    def _start_cloud(self, tell: Tell) -> None:
        if self.cloud.program.pid is not None:
            tell("local cloud: runs")
            return
        tell("local cloud: starting")
        begun = time.monotonic()
        self.cloud.restart()
        tell(f"local cloud: started in {time.monotonic() - begun:.1f} s")

    def _deploy(self, tell: Tell) -> None:
        from tools.layers.build import LAYERS, LayerNotBuilt, build_here
        from tools.localcloud.deploy import DeployFailed
        from tools.localcloud.package import SourceMissing

        tell("layers: building what changed")
        try:
            for name in LAYERS:
                tell(f"layer {build_here(name)}")
            parameters = {"LocalStripe": self.stripe_url, **({"WebUrl": self.web_url} if self.has_web else {})}
            self.cloud.deploy("local", ROOT, tell, **parameters)
        except (DeployFailed, LayerNotBuilt, SourceMissing) as problem:
            raise HouseError(str(problem)) from problem

    def _tell_rails(self) -> None:
        """Put into the rails' secret where the sandbox's page is and where rails call; keys of other rails stay."""
        secrets = self.cloud.client("secretsmanager")
        name = self.cloud.outputs["RailsSecretArn"]
        known = json.loads(secrets.get_secret_value(SecretId=name)["SecretString"])
        api_url = self.cloud.outputs["ApiUrl"]
        callback = quote(f"{api_url}/v1/payments/callbacks/sandbox", safe="")
        page = {"secret": sandbox_page.SECRET, "page_url": f"{self.desk_url}/sandbox?callback={callback}"}
        secrets.put_secret_value(SecretId=name, SecretString=json.dumps({**known, "api_url": api_url, "sandbox": page}))

    def _start_stripe(self, tell: Tell) -> None:
        if self.stripe.pid is not None:
            tell("Stripe's server: runs")
            return
        outputs = self.cloud.outputs
        hook = outputs.get("StripeWebhookUrl", f"{outputs.get('ApiUrl', '')}/v1/webhooks/stripe")
        options = ["--port", str(self.cloud.port + 1), "--state", str(self.home / "stripe.db")]
        self._start(
            self.stripe, "tools.stripe_server", [*options, "--webhook-url", hook, "--webhook-secret", STRIPE_SECRET]
        )
        tell("Stripe's server: started")

    def _start_desk(self, tell: Tell) -> None:
        if self.desk.pid is None:
            self._start(self.desk, "tools.localcloud.desk", [str(self.cloud.port), str(self.home)])
            tell("desk with outbox and API reference: started")

    def _start_front(self, tell: Tell) -> None:
        from tools.web.build import WebNotBuilt, build

        begun = time.monotonic()
        try:
            is_new = build()
        except WebNotBuilt as problem:
            raise HouseError(str(problem)) from problem
        tell(f"web app: built in {time.monotonic() - begun:.0f} s" if is_new else "web app: up to date")
        if self.front.pid is None:
            outputs = self.cloud.outputs
            door = {
                "api_url": outputs["ApiUrl"],
                "socket_url": outputs["WebSocketUrl"],
                "files_url": f"{self.cloud.endpoint} http://localhost:{self.cloud.port}",
                "stripe_url": self.stripe_url,
                "web_url": self.web_url,
            }
            self._start(self.front, "tools.web.front", [str(self.cloud.port + 3), json.dumps(door)])
            tell("front door: started")

    def _start(self, program: Program, module: str, options: list[str]) -> None:
        """Start one of our own modules and wait until its port answers. Raises HouseError."""
        ours = os.pathsep.join([str(ROOT / "layers/guildhall/python"), str(ROOT)])
        program.start([sys.executable, "-m", module, *options], {**os.environ, "PYTHONPATH": ours}, ROOT)
        port = self.cloud.port + [self.stripe, self.desk, self.front].index(program) + 1
        deadline = time.monotonic() + _READY_SECONDS
        while port_is_free(port):
            if program.pid is None or time.monotonic() > deadline:
                program.end()
                raise HouseError(f"{module} did not start; the end of its log:\n{program.last_words()}")
            time.sleep(0.05)

    def _seed(self, tell: Tell) -> None:
        done = self.home / "seeded"
        if done.exists() or importlib.util.find_spec(self._seed_module) is None:
            return
        tell("demonstration data: people are signing up and working (once, through the public interfaces)")
        begun = time.monotonic()
        outputs = {f"GUILDHALL_{name}": value for name, value in self._addresses().items()}
        environ = {**os.environ, **self.cloud.environ, **outputs, "PYTHONPATH": str(ROOT)}
        if subprocess.run([sys.executable, "-m", self._seed_module], cwd=ROOT, env=environ, check=False).returncode:
            raise HouseError("the demonstration data are incomplete: see above; `make reset` and `make up` start over")
        done.touch()
        tell(f"demonstration data: made in {time.monotonic() - begun:.0f} s")

    def _addresses(self) -> dict[str, str]:
        outputs = self.cloud.outputs
        return {
            "API_URL": outputs.get("ApiUrl", ""),
            "WEBSOCKET_URL": outputs.get("WebSocketUrl", ""),
            "STRIPE_URL": self.stripe_url,
            "DESK_URL": self.desk_url,
        }
