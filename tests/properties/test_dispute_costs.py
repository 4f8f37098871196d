"""Whatever a dispute costs, the parts that leave the hold are all of what leaves it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from guildhall.ledger.models import class_of
from guildhall.payments.events import DisputeCostKeptV1, FundsReleasedV1
from guildhall.payments.machine import PaymentState
from guildhall.payments.models import Award, KeptQuote, ProtectedPayment, StepKind, Verb
from guildhall.payments.use_cases.parting import parted

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@given(
    to_expert=st.integers(0, 20_000), to_client=st.integers(0, 20_000), rest=st.integers(0, 3),
    costs=st.tuples(st.integers(0, 25_000), st.integers(0, 25_000)), basis_points=st.integers(0, 10_000),
    owed=st.integers(0, 25_000),
)  # fmt: skip
def test_a_settlement_with_costs_conserves_all_money(
    to_expert: int, to_client: int, rest: int, costs: tuple[int, int], basis_points: int, owed: int
) -> None:
    if not to_expert or not to_client:
        to_expert, to_client = to_expert + 1, to_client + 1
    funded = to_expert + to_client + rest
    fee = funded * basis_points // 10_000
    blank = ProtectedPayment("mil_1", "ctr_1", "acc_c", "acc_e", "Part", funded, "EUR", NOW)
    payment = replace(
        blank, state=PaymentState.HELD, funded_minor=funded, held_at=NOW,
        quote=KeptQuote(funded, fee, funded - fee, basis_points, 0),
    )  # fmt: skip

    change = parted(
        payment, NOW, action="payments.settle_dispute", to_expert_minor=to_expert, to_client_minor=to_client,
        owed_minor=owed, award=Award("dsp_1", to_expert, to_client, *costs),
    )  # fmt: skip

    (entry,) = change.entries
    moved: dict[str, int] = {}
    for line in entry.lines:
        moved[class_of(line.account).name] = moved.get(class_of(line.account).name, 0) - line.money.minor
    kept = {e.payer_id: e.amount_minor for e in change.events if isinstance(e, DisputeCostKeptV1)}
    fees = [e.fee_minor for e in change.events if isinstance(e, FundsReleasedV1)]
    ordered = {order.verb: order.amount_minor for order in change.commands}
    after = change.payment
    assert after is not None
    assert moved["hold"] == -(to_expert + to_client)
    assert moved.get("platform_fee", 0) == sum(fees) + sum(kept.values())
    assert moved.get("refund_in_transit", 0) == ordered.get(Verb.REFUND, 0) == to_client - kept.get("acc_c", 0)
    assert moved.get("expert_payable", 0) == ordered.get(Verb.RELEASE, 0)
    of_the_expert = ordered.get(Verb.RELEASE, 0) + moved.get("expert_receivable", 0)
    assert of_the_expert + sum(fees) + kept.get("acc_e", 0) == to_expert
    assert kept.get("acc_c", 0) == min(costs[1], to_client) == after.costs_minor
    assert kept.get("acc_e", 0) == min(costs[0], to_expert - sum(fees))
    assert (after.held_minor, after.refunded_minor, after.released_minor) == (rest, to_client, to_expert)
    told = {step.about: step.amount_minor for step in change.steps if step.kind is StepKind.COST_KEPT}
    assert told == kept
