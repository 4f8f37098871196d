"""Events: what was told to whom, what was not accepted yet, and a button to tell it again."""

import json

from tools.stripe_server.console.parts import Acts, heading, moment, nothing, state
from tools.stripe_server.control import Control
from tools.stripe_server.html import Html, button, form, joined, tag
from tools.stripe_server.store import Body


def section(control: Control, limit: int | None) -> Html:
    """List events, newest first, each with its deliveries."""
    total = control.store.rows("SELECT COUNT(*) AS n FROM events")[0]["n"]
    rows = control.store.rows("SELECT * FROM events ORDER BY seq DESC LIMIT ?", -1 if limit is None else limit)
    listed = heading("events", "Events", len(rows), total)
    if not rows:
        return joined(listed, nothing("None yet. Events appear when something happens."))
    names = ("Event", "When", "Delivery", "")
    head = tag("thead", tag("tr", *(tag("th", name, scope="col") for name in names)))
    return joined(listed, tag("table", head, tag("tbody", *(_event(control, dict(row)) for row in rows))))


def _event(control: Control, row: Body) -> Html:
    event = json.loads(row["body"])
    about = event["related_object"]["id"] if "related_object" in event else event["data"]["object"].get("id", "")
    sent = [dict(each) for each in control.store.rows("SELECT * FROM deliveries WHERE event = ?", row["id"])]
    again = [
        form(f"/deliveries/{each['seq']}/send", button("Send again" if each["attempts"] else "Send")) for each in sent
    ]
    return tag(
        "tr",
        tag("td", tag("div", row["type"]), tag("div", about, class_="id")),
        tag("td", moment(row["created"]), class_="soft"),
        tag("td", *([_delivery(each) for each in sent] or [state("Nobody listens", "soft")])),
        tag("td", *again),
        id=row["id"],
    )


def _delivery(delivery: Body) -> Html:
    attempts = delivery["attempts"]
    if delivery["state"] == "delivered":
        times = "" if attempts == 1 else f", {attempts} times"
        return tag("div", state(f"Accepted{times}", "good"))
    if delivery["state"] == "failed":
        return tag("div", state("Given up", "bad"), tag("div", delivery["detail"], class_="soft"))
    if not attempts:
        return tag("div", state("Waiting", "soft"))
    answer = f"the endpoint answered {delivery['answer']}" if delivery["answer"] else delivery["detail"]
    tries = "1 try" if attempts == 1 else f"{attempts} tries"
    return tag("div", state(f"Not accepted after {tries}", "warn"), tag("div", answer, class_="soft"))


def _send(control: Control, number: str, _given: dict[str, str]) -> str:
    control.deliver(int(number))
    return str(control.store.rows("SELECT event FROM deliveries WHERE seq = ?", int(number))[0]["event"])


ACTS: Acts = {"send": _send}
