"""Messages that come again, late and out of order: whatever was heard once moves no money a second time."""

from __future__ import annotations

from tests.support.snapshot import Place, Snapshot
from tests.support.world import World

MONEY = ("ledger.", "payments.", "billing.", "disputes.")
WORK = ("payment-commands", "billing-documents", "billing-subscriptions")
MADE = ("payment_intent", "transfer", "refund", "transfer_reversal")


def test_every_event_and_command_again_in_the_opposite_order_changes_nothing_about_money(
    world: World, before: Snapshot
) -> None:
    """Each message that made this world, twice: events to all who subscribe, commands to payments and billing."""
    whole = world.whole
    made = {kind: len(whole.server.control.world().find(kind)) for kind in MADE}
    again = [row for row in reversed(world.messages) if row.get("queue") in (None, *WORK)]

    for row in again:
        for _ in range(2):
            assert whole.carry(row), row

    changed = [place for place in before.changes() if _kind(before, place).startswith(MONEY)]
    buried, whole.buried = whole.buried, []
    assert changed == []
    assert buried == []
    assert made == {kind: len(whole.server.control.world().find(kind)) for kind in MADE}
    assert len({row["detail_type"] for row in again if row.get("detail_type")}) > 20


def _kind(before: Snapshot, place: Place) -> str:
    item = before.items.get(place) or before.again().items[place]
    return str(item.get("kind", {}).get("S", ""))
