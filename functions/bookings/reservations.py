"""HTTP edge of reservations: what those who run or work at a venue do with them."""

from typing import Annotated

from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.schemas.evening import CalendarOut, VisitsOut
from guildhall.bookings.schemas.reminders import FeedbackPageOut
from guildhall.bookings.schemas.reservations import (
    NewReservationIn,
    ReservationHistoryOut,
    ReservationNoteIn,
    ReservationNotesOut,
    ReservationOut,
    SpentIn,
    StaffReservationIn,
    WalkInIn,
    wanted,
)
from guildhall.bookings.use_cases.planning import MOST_DAYS, Wish
from guildhall.bookings.wiring import reservations as wiring
from guildhall.kernel.money import Money
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

ALL = "/v1/venues/<venue_id>/reservations"
ONE = f"{ALL}/<reservation_id>"
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
ForGuest = Annotated[bool, Query(description="The guest asked for it: of a deposit, what the terms say is kept.")]
FirstOn = Annotated[Day, Query(description="Local date of the venue.")]
Count = Annotated[int, Query(ge=1, le=MOST_DAYS, description="Days.")]


def create_app(reservations: wiring.Reservations) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_making(app, reservations)
    _add_one(app, reservations)
    _add_steps(app, reservations)
    return app


def _shown(reservation: Reservation) -> Response[ReservationOut]:
    return ok(ReservationOut.of(reservation), version=reservation.version)


def _made(reservation: Reservation) -> Response[ReservationOut]:
    location = f"/v1/venues/{reservation.venue_id}/reservations/{reservation.reservation_id}"
    return created(ReservationOut.of(reservation), location, version=reservation.version)


def _add_making(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:
    @app.post(ALL, summary="Make a reservation for a guest", tags=["reservations"], status_code=201)
    def book(venue_id: str, body: NewReservationIn) -> Response[ReservationOut]:
        venue = reservations.venue(actor(), venue_id)
        with reservations.find_place.offering(venue, body.party):
            what = wanted(body, venue)
        return _made(reservations.book(actor(), venue_id, what, allow_second=body.allow_second))

    @app.get(f"{ALL}/calendar", summary="Show what the days of a week or a month come to", tags=["reservations"])
    def calendar(venue_id: str, first_on: FirstOn, count: Count = 7) -> CalendarOut:
        return CalendarOut.of(reservations.count_day(actor(), venue_id, first_on, count))

    @app.post(f"{ALL}/walk-ins", summary="Seat guests who walked in", tags=["reservations"], status_code=201)
    def walk_in(venue_id: str, body: WalkInIn) -> Response[ReservationOut]:
        wish, tables = Wish(body.party, body.minutes), tuple(dict.fromkeys(body.table_ids))
        return _made(reservations.book.walk_in(actor(), venue_id, wish, body.name, tables))


def _add_one(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:
    @app.get(f"{ALL}/feedback", summary="List what guests say of their visits", tags=["reservations"])
    def list_feedback(venue_id: str, limit: Limit = 20, cursor: Cursor = None) -> FeedbackPageOut:
        return FeedbackPageOut.of(*reservations.list_feedback(actor(), venue_id, limit=limit, cursor=cursor))

    @app.get(ONE, summary="Show a reservation", tags=["reservations"])
    def access(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        return _shown(reservations.access(actor(), venue_id, reservation_id)[1])

    @app.get(f"{ONE}/history", summary="Show what happened to a reservation", tags=["reservations"])
    def history(venue_id: str, reservation_id: str) -> ReservationHistoryOut:
        return ReservationHistoryOut.of(reservations.access.history(actor(), venue_id, reservation_id))

    @app.get(f"{ONE}/guest", summary="Show what came of a guest's earlier reservations", tags=["reservations"])
    def know_guest(venue_id: str, reservation_id: str) -> VisitsOut:
        return VisitsOut.of(reservations.know_guest(actor(), venue_id, reservation_id))

    @app.get(f"{ONE}/notes", summary="Show what staff wrote of a reservation", tags=["reservations"])
    def list_notes(venue_id: str, reservation_id: str) -> ReservationNotesOut:
        return ReservationNotesOut.of(reservations.notes.list_of(actor(), venue_id, reservation_id))

    @app.post(f"{ONE}/notes", summary="Write a note for one's colleagues", tags=["reservations"])
    def add_note(venue_id: str, reservation_id: str, body: ReservationNoteIn) -> ReservationNotesOut:
        return ReservationNotesOut.of(reservations.notes(actor(), venue_id, reservation_id, body.text))

    @app.put(ONE, summary="Change or move a reservation", tags=["reservations"])
    def change(
        venue_id: str, reservation_id: str, body: StaffReservationIn, match: IfMatch = None
    ) -> Response[ReservationOut]:
        venue, reservation = reservations.access(actor(), venue_id, reservation_id)
        with reservations.find_place.offering(venue, body.party):
            what = wanted(body, venue)
        return _shown(reservations.change.by_staff(actor().account_id, venue, reservation, what, if_match(match)))

    @app.delete(ONE, summary="Cancel a reservation", tags=["reservations"])
    def cancel(venue_id: str, reservation_id: str, *, for_guest: ForGuest = False) -> Response[ReservationOut]:
        venue, reservation = reservations.access(actor(), venue_id, reservation_id)
        return _shown(reservations.cancel(actor().account_id, venue, reservation, by_terms=for_guest))

    @app.delete(f"{ONE}/link", summary="Revoke the guest's link", tags=["reservations"])
    def revoke_link(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        _, reservation = reservations.access(actor(), venue_id, reservation_id)
        return _shown(reservations.renew_link.revoke(actor().account_id, reservation))


def _add_steps(app: APIGatewayHttpResolver, reservations: wiring.Reservations) -> None:
    def found(venue_id: str, reservation_id: str) -> tuple[str, Reservation]:
        return actor().account_id, reservations.access(actor(), venue_id, reservation_id)[1]

    @app.post(f"{ONE}/seat", summary="Seat the guests", tags=["reservations"])
    def seat(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        venue, reservation = reservations.access(actor(), venue_id, reservation_id)
        return _shown(reservations.serve.seat(actor().account_id, reservation, venue.owner_id))

    @app.post(f"{ONE}/bill", summary="Note that the guests asked for the bill", tags=["reservations"])
    def bill(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        return _shown(reservations.serve.bill(*found(venue_id, reservation_id)))

    @app.put(f"{ONE}/spent", summary="Note what the guests' bill came to", tags=["reservations"])
    def note_spent(venue_id: str, reservation_id: str, body: SpentIn) -> Response[ReservationOut]:
        venue, reservation = reservations.access(actor(), venue_id, reservation_id)
        spent = None if body.amount_minor is None else Money(body.amount_minor, venue.details.currency)
        return _shown(reservations.serve.note_spent(actor().account_id, reservation, spent))

    @app.post(f"{ONE}/finish", summary="Note that the guests have gone", tags=["reservations"])
    def finish(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        return _shown(reservations.serve.finish(*found(venue_id, reservation_id)))

    @app.post(f"{ONE}/no-show", summary="Note that nobody came", tags=["reservations"])
    def no_show(venue_id: str, reservation_id: str) -> Response[ReservationOut]:
        venue, reservation = reservations.access(actor(), venue_id, reservation_id)
        return _shown(reservations.serve.no_show(actor().account_id, reservation, venue.owner_id))


handler = http(create_app, wiring.wire)
