"""A venue that is open, and its evening, in the world of tests (world.py)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.venues import (
    BIRYANI,
    BLOCK,
    CONTACT,
    DINER,
    FLOOR,
    FULL_DAYS,
    HOLD,
    HOME_PAGE,
    IMAGE,
    LAHORE,
    PIXEL,
    REMINDERS,
    RESERVATION,
    SITES,
    TERMS,
    WAIT,
    WEEK,
)

if TYPE_CHECKING:
    from tests.support.world import World


def add_venue(world: World) -> None:
    """Open a venue with staff, and fill its evening. It needs the people."""
    world.ids["venue_open"] = world.do("venue", "POST", "/v1/venues", LAHORE).body["venue_id"]
    world.ids["venue_slug"] = LAHORE["slug"]
    path = "/v1/venues/{venue_open}"
    world.do("venue", "PUT", f"{path}/opening", WEEK, headers={"If-Match": '"0"'})
    world.do("venue", "PUT", f"{path}/policy", TERMS, headers={"If-Match": '"0"'})
    world.do("venue", "PUT", f"{path}/staff/{{venue_staff}}")
    names = [{"language": "en", "text": "Mains"}]
    for name in ("category", "empty_category"):
        made = world.do("venue", "POST", f"{path}/menu/categories", {"names": names})
        world.ids[name] = made.body["category_id"]
    dish = world.do("venue", "POST", f"{path}/menu/dishes", {**BIRYANI, "category_id": world.ids["category"]})
    world.ids["dish"] = dish.body["dish_id"]
    world.do("venue", "PUT", f"{path}/site/pages/home/en", HOME_PAGE, headers={"If-Match": '"0"'})
    world.do("venue", "PUT", f"{path}/site/widget", SITES, headers={"If-Match": '"0"'})
    world.do("venue", "PUT", f"{path}/reminders", REMINDERS, headers={"If-Match": '"0"'})
    for state in ("uploaded", "ready"):
        made = world.do("venue", "POST", f"{path}/site/images", IMAGE).body
        image_id = world.ids[f"{state}_image"] = made["image"]["image_id"]
        world.whole.vault.post(made["upload"]["fields"], PIXEL)
    world.do("venue", "POST", f"{path}/site/images/{image_id}/confirm")
    world.do("venue", "POST", f"{path}/publish")
    world.versions["venue_open"] = world.version("venue", path)
    written = world.do("client", "POST", "/v1/public/venues/{venue_slug}/site/messages", CONTACT)
    world.ids["contact_message"] = written.body["message_id"]
    world.versions |= {
        "opening": 1,
        "terms": 1,
        "category": 1,
        "dish": 1,
        "image": 1,
        "page": 1,
        "widget": 1,
        "reminders": 1,
    }
    _evening(world)


def _evening(world: World) -> None:
    """A floor, a block, a reservation that staff made, and one that a guest made and manages by a link."""
    path, free = "/v1/venues/{venue_open}", "/v1/public/venues/{venue_slug}"
    world.do("venue", "PUT", f"{path}/floor-plan", FLOOR, headers={"If-Match": '"0"'})
    world.ids["block"] = world.do("venue staff", "POST", f"{path}/blocks", BLOCK).body["block_id"]
    made = world.do("venue staff", "POST", f"{path}/reservations", RESERVATION).body
    world.ids["reservation"] = made["reservation_id"]
    sits = world.do("venue staff", "POST", f"{path}/reservations/walk-ins", {"party": 2, "table_ids": ["t4"]}).body
    late = {**RESERVATION, "starts_at": "2026-03-02T11:30:00Z", "guest": {"name": "Mr Late"}}
    missed = world.do("venue staff", "POST", f"{path}/reservations", late).body
    world.ids |= {"seated": sits["reservation_id"], "missed": missed["reservation_id"]}
    held = world.do("client", "POST", f"{free}/holds", HOLD).body
    world.ids["link"] = held["token"]
    world.do("client", "POST", "/v1/reservations/manage/{link}/confirm", {"guest": DINER})
    world.versions |= {"floor": 1, "reservation": 1, "own reservation": 2}
    shared = world.do("venue", "POST", f"{path}/calendar-feed").body["path"]
    world.ids["feed"] = shared.rpartition("/")[2]
    _waitlist(world)


def _waitlist(world: World) -> None:
    """Somebody who waits for a full day, and somebody whom a table is offered on the next one."""
    path, tables = "/v1/venues/{venue_open}", [table["table_id"] for table in FLOOR["tables"]]
    for day, name in zip(FULL_DAYS, ("waiting", "offered"), strict=True):
        block = {"table_ids": tables, "starts_at": f"{day}T00:00:00Z", "ends_at": f"{day}T23:45:00Z", "reason": "Fair"}
        blocked = world.do("venue staff", "POST", f"{path}/blocks", block).body["block_id"]
        body = {**WAIT, "on": day, "guest": DINER}
        joined = world.do("client", "POST", "/v1/public/venues/{venue_slug}/waitlist", body).body
        world.ids |= {name: joined["waiting_id"], f"{name}_link": joined["token"]}
    world.do("venue staff", "DELETE", f"{path}/blocks/{blocked}")
    world.whole.settle()
