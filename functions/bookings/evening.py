"""HTTP edge of the room's screens: lists, several reservations at once, a day's figures."""

from typing import Annotated, Literal

from guildhall.bookings.machine import ReservationState
from guildhall.bookings.models.evening import Filter
from guildhall.bookings.models.reservation import Reservation, Source
from guildhall.bookings.schemas.choosing import ChoicesOut, KnownGuestsOut
from guildhall.bookings.schemas.evening import COLUMNS, FiguresOut, SeveralIn, SeveralOut, row_of
from guildhall.bookings.schemas.reservations import (
    LONGEST_MINUTES,
    MOST_PARTY,
    ReservationCardOut,
    ReservationsOut,
)
from guildhall.bookings.schemas.times import WALL_TIME, WallTime, instant
from guildhall.bookings.schemas.trends import TrendOut
from guildhall.bookings.use_cases.planning import MOST_DAYS, Wish
from guildhall.bookings.wiring import reservations as wiring
from guildhall.kernel.types import Day, Moment
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET_OR_WORKBOOK, part, sheet, workbook

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

ALL = "/v1/venues/<venue_id>/reservations"
From = Annotated[Moment, Query(alias="from", description="The first start, included.")]
To = Annotated[Moment, Query(alias="to", description="The last start, left out.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
State = Annotated[ReservationState | None, Query()]
FromWhere = Annotated[Source | None, Query()]
Service = Annotated[str, Query(max_length=60)]
TableId = Annotated[str, Query(max_length=40)]
PartyMin = Annotated[int, Query(ge=0, le=100)]
Text = Annotated[str, Query(max_length=120, description="A part of the guest's name, or a reservation's id.")]
FileKind = Annotated[Literal["csv", "xlsx"], Query(alias="format")]
Wanted = Annotated[str, Query(min_length=2, max_length=120)]
PartyQuery = Annotated[int, Query(ge=0, le=MOST_PARTY, description="Guests.")]
StartQuery = Annotated[WallTime, Query(pattern=WALL_TIME, description="A time of the venue's clocks.")]
MinutesQuery = Annotated[int | None, Query(ge=15, le=LONGEST_MINUTES)]
On = Annotated[Day, Query(description="Local date of the venue.")]
Count = Annotated[int, Query(ge=1, le=MOST_DAYS, description="Days.")]


def create_app(reservations: wiring.Reservations) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_lists(app, reservations)
    _add_day(app, reservations)
    _add_choosing(app, reservations)
    return app


def _add_day(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:

    @app.post(f"{ALL}/several", summary="Do the same with several reservations", tags=["reservations"])
    def several(venue_id: str, body: SeveralIn) -> SeveralOut:
        by = actor().account_id

        def step(reservation: Reservation) -> Reservation:
            if body.action == "finish":
                return reservations.serve.finish(by, reservation)
            venue = reservations.venue(actor(), venue_id)
            if body.action == "cancel":
                return reservations.cancel(by, venue, reservation)
            done = reservations.serve.seat if body.action == "seat" else reservations.serve.no_show
            return done(by, reservation, venue.owner_id)

        ids = list(dict.fromkeys(body.reservation_ids))
        return SeveralOut.of(reservations.with_several(actor(), venue_id, ids, step))

    @app.get("/v1/venues/<venue_id>/figures", summary="Show what a day came to", tags=["reservations"])
    def figures(venue_id: str, on: On) -> FiguresOut:
        ((_, day),) = reservations.count_day(actor(), venue_id, on)
        return FiguresOut.of(on, day)

    @app.get("/v1/venues/<venue_id>/figures/trend", summary="Compare days, and look ahead", tags=["reservations"])
    def show_trend(venue_id: str, first_on: On, count: Count = 7) -> TrendOut:
        return TrendOut.of(reservations.show_trend(actor(), venue_id, first_on, count))


def _add_choosing(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:
    @app.get(f"{ALL}/guests", summary="Find guests of a venue by name, address or number", tags=["reservations"])
    def find_guests(venue_id: str, text: Wanted) -> KnownGuestsOut:
        return KnownGuestsOut.of(reservations.find_guests(actor(), venue_id, text.strip()))

    @app.get(f"{ALL}/choices", summary="Show which tables staff can give a party", tags=["reservations"])
    def choices(venue_id: str, party: PartyQuery, starts_at: StartQuery, *, minutes: MinutesQuery = None) -> ChoicesOut:
        venue = reservations.venue(actor(), venue_id)
        with reservations.find_place.offering(venue, party):
            at = instant(starts_at, venue)
        return ChoicesOut.of(venue, at, reservations.choose_place(actor(), venue_id, at, Wish(party, minutes)))


def _add_lists(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:
    @app.get(ALL, summary="List the reservations of a venue by start", tags=["reservations"])
    def list_reservations(
        venue_id: str, first: From, last: To, *, state: State = None, source: FromWhere = None, service: Service = "",
        table_id: TableId = "", party_min: PartyMin = 0, text: Text = "", limit: Limit = 20, cursor: Cursor = None,
    ) -> ReservationsOut:  # fmt: skip
        wanted = Filter(frozenset({state} if state else ()), source, service, table_id, party_min, text)
        cards, next_cursor = reservations.list_reservations(
            actor(), venue_id, (first, last), wanted, limit=limit, cursor=cursor
        )
        return ReservationsOut(items=[ReservationCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get(
        f"{ALL}/export",
        summary="Save a list of reservations as a file",
        tags=["reservations"],
        responses=IS_SHEET_OR_WORKBOOK,
    )
    def export(
        venue_id: str, first: From, last: To, *, state: State = None, source: FromWhere = None, service: Service = "",
        table_id: TableId = "", party_min: PartyMin = 0, text: Text = "", kind: FileKind = "csv", cursor: Cursor = None,
    ) -> Response[str]:  # fmt: skip
        wanted = Filter(frozenset({state} if state else ()), source, service, table_id, party_min, text)
        cards, following = reservations.list_reservations.part(actor(), venue_id, (first, last), wanted, cursor=cursor)
        path, query = ALL.replace("<venue_id>", venue_id), {"from": first.isoformat(), "to": last.isoformat()}
        narrowed = {"source": source, "service": service or None, "table_id": table_id or None, "text": text or None}
        after = part(
            f"{path}/export", following, **query, state=state, **narrowed, party_min=party_min or None, format=kind
        )
        save = workbook if kind == "xlsx" else sheet
        return save("reservations", COLUMNS, [row_of(card) for card in cards], after)


handler = http(create_app, wiring.wire)
