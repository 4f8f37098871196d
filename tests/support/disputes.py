"""Disputes with all their edges, about the held money of one milestone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.disputes import api, desk
from functions.disputes.events import subscribe
from functions.disputes.tasks import choose
from guildhall.disputes import wiring
from guildhall.disputes.models import Dispute
from guildhall.kernel.actor import Actor
from guildhall.kernel.clock import SettableClock
from guildhall.payments.machine import PaymentState
from guildhall.payments.models import Change, ProtectedPayment
from guildhall.payments.wiring.storing import store
from guildhall.platform.assembly import Platform
from guildhall.platform.edge.tasks import dispatch
from tests.support.deals import ADA, CLEO
from tests.support.http import Answer, Client
from tests.support.messages import Bus, command_message
from tests.support.vault import MemoryVault

MAX = Actor("acc_max", frozenset({"mediator"}))
IRIS = Actor("acc_iris", frozenset({"arbitrator"}))
OTTO = Actor("acc_otto", frozenset({"arbitrator"}))
FILING: dict[str, Any] = {
    "reason": "not_as_agreed",
    "account": "The page has no opening hours, which the contract asks for.",
    "to_expert_minor": 10_000,
}
REASONS = "The contract asks for opening hours, and half of the page works without them. Hence half of the money."
PDF = b"%PDF-1.7\nwhat was agreed"


class StartedWatches:
    """The port `Watches`: the names of executions that would run."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def begin(self, dispute: Dispute, suffix: str = "") -> None:
        name = "-".join(filter(None, (dispute.dispute_id, str(dispute.turn), suffix)))
        if name not in self.names:
            self.names.append(name)


class Hearing:
    """A milestone of 400 euros whose money is held, and what is done about it."""

    def __init__(self, platform: Platform, clock: SettableClock) -> None:
        self.platform, self.clock = platform, clock
        self.vault, self.watches = MemoryVault(), StartedWatches()
        background = wiring.wire_background(platform, self.vault, self.watches)
        self.disputes = background.disputes
        self.bus = Bus(subscribe(background), clock)
        judging = wiring.wire_desk(platform, self.vault, self.watches)
        self._clients = [Client(api.create_app, self.disputes, platform), Client(desk.create_app, judging, platform)]
        self.task = dispatch(choose(background), platform.ids)
        self._payments = store(platform)
        self.milestone_id = "mil_1"
        self.hold("mil_1", 40_000)
        self.path = ""

    def hold(self, milestone_id: str, minor: int) -> None:
        """Let payments hold money for a milestone."""
        payment = ProtectedPayment(
            milestone_id, "ctr_1", CLEO.account_id, ADA.account_id, "Design", minor, "EUR", self.clock.now()
        )
        held = replace(payment, state=PaymentState.HELD, funded_minor=minor)
        self._payments.save(Change("payments.hold", held))

    def take_away(self, minor: int) -> None:
        """Let money of the milestone leave, as a release would."""
        payment = self._payments.get(self.milestone_id)
        assert payment is not None
        left = replace(payment, released_minor=payment.released_minor + minor)
        self._payments.save(Change("payments.release", left))

    def call(self, method: str, path: str, **request: Any) -> Answer:
        """Send a request to the edge that serves it."""
        return self._clients[path.startswith("/v1/dispute-queue")](method, path, **request)

    # ── what people do ──────────────────────────────────────────────────────────
    def drafted(self, by: Actor = CLEO, **filing: Any) -> Hearing:
        """Begin a filing."""
        body = {"milestone_id": self.milestone_id, **FILING, **filing}
        answer = self.call("POST", "/v1/disputes", by=by, body=body)
        assert answer.status == 201, answer.body
        self.path = answer.headers["Location"]
        return self

    def filed(self, by: Actor = CLEO, **filing: Any) -> Hearing:
        """File; the other side is asked."""
        self.drafted(by, **filing)
        assert self.do("submit", by=by).status == 200
        return self

    def mediated(self) -> Hearing:
        """File, answer, and let Max mediate."""
        self.filed()
        assert self.do("answer", by=ADA, body={"text": "Nobody told me the hours."}).status == 200
        assert self.desk("take", by=MAX).status == 200
        return self

    def arbitrated(self) -> Hearing:
        """Mediate without result, and let Iris take it."""
        self.mediated()
        assert self.do("want-decision", by=MAX).status == 200
        assert self.desk("take", by=IRIS).status == 200
        return self

    def decided(self, to_expert: int = 20_000) -> Hearing:
        """Arbitrate, and let Iris decide."""
        self.arbitrated()
        assert self.decide(IRIS, to_expert).status == 200
        return self

    def decide(self, by: Actor, to_expert: int, **changes: Any) -> Answer:
        """Decide as an arbitrator."""
        body = {"to_expert_minor": to_expert, "to_client_minor": 40_000 - to_expert, "reasons": REASONS}
        return self.desk("decide", by=by, body={**body, **changes})

    def do(self, verb: str, *, by: Actor, body: Any = None, **options: Any) -> Answer:
        """Act on the dispute."""
        return self.call("POST", f"{self.path}/{verb}", by=by, body=body, **options)

    def desk(self, verb: str, *, by: Actor, body: Any = None) -> Answer:
        """Act on the dispute as staff."""
        return self.call("POST", f"/v1/dispute-queue/{self.dispute_id}/{verb}", by=by, body=body)

    def split(self, to_expert: int, by: Actor) -> Answer:
        """Propose a split."""
        return self.do("splits", by=by, body={"to_expert_minor": to_expert, "to_client_minor": 40_000 - to_expert})

    # ── evidence ────────────────────────────────────────────────────────────────
    def announce(self, by: Actor, content: bytes = PDF, **changes: Any) -> Answer:
        """Announce a file."""
        body = {
            "file_name": "Agreed.pdf",
            "content_type": "application/pdf",
            "size_bytes": len(content),
            "note": "p. 2",
        }
        return self.do("evidence", by=by, body={**body, **changes})

    def show(self, by: Actor, content: bytes = PDF) -> str:
        """Upload evidence and have it checked; return its id."""
        answer = self.announce(by, content)
        assert answer.status == 201, answer.body
        fields, evidence_id = answer.body["upload"]["fields"], answer.body["evidence"]["evidence_id"]
        self.vault.post(fields, content)
        assert self.do(f"evidence/{evidence_id}/confirm", by=by).status == 200
        self.check(fields["key"])
        return str(evidence_id)

    def check(self, key: str) -> None:
        """Look at what was posted, as the queue orders it."""
        self.bus.deliver(command_message(f"check-{key}", {"type": "check_file", "key": key}))

    # ── what time does ──────────────────────────────────────────────────────────
    def wait(self, **span: int) -> None:
        """Let time pass."""
        self.clock.advance(timedelta(**span))

    def timer(self, name: str, turn: int | None = None) -> Any:
        """Run a task as the workflow of the present turn does."""
        it = self.dispute()
        given = {"dispute_id": it.dispute_id, "turn": it.turn if turn is None else turn}
        return self.task({"task": name, "input": given}, None)

    # ── what is there ───────────────────────────────────────────────────────────
    @property
    def dispute_id(self) -> str:
        """The id in the path."""
        return self.path.rpartition("/")[2]

    def dispute(self) -> Dispute:
        """Return the dispute as it is stored."""
        return self.disputes.access(CLEO if CLEO.account_id == self._opener() else ADA, self.dispute_id)

    def _opener(self) -> str:
        found = self.disputes.access.disputes.get(self.dispute_id)
        assert found is not None
        return found.opened_by

    def shown(self, by: Actor = CLEO) -> Any:
        """Return the dispute as somebody reads it."""
        return self.call("GET", self.path, by=by).body

    def story(self, by: Actor = CLEO) -> list[str]:
        """Return the types of the timeline, oldest first."""
        items = self.call("GET", f"{self.path}/timeline", by=by, query={"limit": "100"}).body["items"]
        return [item["type"] for item in reversed(items)]
