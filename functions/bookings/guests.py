"""HTTP edge of guests: what is free, holds, and the link that manages a reservation; nobody signs in here."""

from typing import Annotated

from guildhall.bookings.models.reservation import Reservation
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.guests import (
    ChangeQuoteOut,
    GuestReservationOut,
    HeldOut,
    HoldIn,
    ReservationFormIn,
    ReservationLinkOut,
    SlotsOut,
)
from guildhall.bookings.schemas.reminders import FeedbackIn, FeedbackOut, TextsIn, TextsOut
from guildhall.bookings.schemas.reservations import MOST_PARTY, ManageIn, wanted
from guildhall.bookings.schemas.times import WALL_TIME, WallTime, instant
from guildhall.bookings.use_cases.planning import MOST_DAYS, Wish
from guildhall.bookings.use_cases.steps import GUEST
from guildhall.bookings.wiring import reservations as wiring
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok
from guildhall.platform.edge.browser import address_of

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

PartyQuery = Annotated[int, Query(ge=0, le=MOST_PARTY, description="Guests.")]
FirstOn = Annotated[Day, Query(description="Local date of the venue.")]
Count = Annotated[int, Query(ge=1, le=MOST_DAYS, description="Days.")]
MinutesQuery = Annotated[int | None, Query(ge=15, le=600, description="Instead of what the venue says.")]
StartQuery = Annotated[WallTime, Query(pattern=WALL_TIME, description="A time of the venue's clocks.")]
RoomQuery = Annotated[str | None, Query(max_length=40)]
HOLDS = "/v1/public/venues/<slug>/holds"
MANAGE = "/v1/reservations/manage/<token>"


def create_app(guests: wiring.Guests) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_booking(app, guests)
    _add_managing(app, guests)
    _add_calendars(app, guests)
    return app


def _calendar(text: str) -> Response[str]:
    return Response(200, "text/calendar; charset=utf-8", text, headers={"Cache-Control": "private, no-store"})


def _add_booking(app: APIGatewayHttpResolver, guests: wiring.Guests) -> None:
    @app.get("/v1/public/venues/<slug>/availability", summary="List what is free for a party", tags=["reservations"])
    def list_slots(
        slug: str, party: PartyQuery, first_on: FirstOn, *, count: Count = 1, minutes: MinutesQuery = None,
        room_id: RoomQuery = None,
    ) -> SlotsOut:  # fmt: skip
        venue, slots = guests.find_slots(actor(), slug, first_on, count, Wish(party, minutes, room_id))
        return SlotsOut.of(venue, party, slots)

    @app.post(HOLDS, summary="Keep a table while the guest fills in the form", tags=["reservations"], status_code=201)
    def hold(slug: str, body: HoldIn) -> Response[HeldOut]:
        venue = guests.venue.public(actor(), slug)
        with guests.find_place.offering(venue, body.party):
            starts_at = instant(body.starts_at, venue)
        made, token = guests.hold(venue, starts_at, body.wish(), address=address_of(app))
        shown = GuestReservationOut.of(venue, made, guests.clock.now(), costs=guests.decide.costs(venue, made))
        held = HeldOut(**shown.model_dump(), token=token)
        return Response(201, "application/json", held, headers={"ETag": f'"{made.version}"'})


def _add_managing(app: APIGatewayHttpResolver, guests: wiring.Guests) -> None:
    def opened(token: str) -> tuple[Venue, Reservation]:
        return guests.access(token, address=address_of(app))

    def shown(venue: Venue, reservation: Reservation) -> Response[GuestReservationOut]:
        costs, payable = guests.decide.costs(venue, reservation), guests.show_payment(reservation)
        body = GuestReservationOut.of(venue, reservation, guests.clock.now(), costs=costs, payable=payable)
        return ok(body, version=reservation.version)

    @app.get(MANAGE, summary="Show the reservation of a link", tags=["reservations"])
    def access(token: str) -> Response[GuestReservationOut]:
        return shown(*opened(token))

    @app.post(f"{MANAGE}/confirm", summary="Turn a hold into a reservation", tags=["reservations"])
    def confirm(token: str, body: ReservationFormIn) -> Response[GuestReservationOut]:
        venue, hold = opened(token)
        made = guests.confirm(venue, hold, body.guest.guest(), body.requests, allow_second=body.allow_second)
        if body.texts is not None:
            guests.choose_texts(made, is_wanted=body.texts)
        return shown(venue, made)

    @app.put(MANAGE, summary="Change the reservation of a link", tags=["reservations"])
    def change(token: str, body: ManageIn, match: IfMatch = None) -> Response[GuestReservationOut]:
        venue, reservation = opened(token)
        with guests.find_place.offering(venue, body.party):
            what = wanted(body, venue)
        return shown(venue, guests.change.by_guest(venue, reservation, what, if_match(match)))

    @app.get(f"{MANAGE}/quote", summary="Show what a change would mean for the deposit", tags=["reservations"])
    def quote(token: str, party: PartyQuery, starts_at: StartQuery) -> ChangeQuoteOut:
        venue, reservation = opened(token)
        with guests.find_place.offering(venue, party):
            at = instant(starts_at, venue)
        changed = guests.change.quote(venue, reservation, at, party)
        return ChangeQuoteOut.of(venue, changed, guests.decide.costs(venue, changed))

    @app.delete(MANAGE, summary="Cancel the reservation of a link", tags=["reservations"])
    def cancel(token: str) -> Response[GuestReservationOut]:
        venue, reservation = opened(token)
        return shown(venue, guests.cancel(GUEST, venue, reservation))

    @app.post(f"{MANAGE}/renew", summary="Replace the link by a new one", tags=["reservations"])
    def renew(token: str) -> ReservationLinkOut:
        return ReservationLinkOut(token=guests.renew_link(GUEST, opened(token)[1])[1])


def _add_calendars(app: APIGatewayHttpResolver, guests: wiring.Guests) -> None:
    @app.get(f"{MANAGE}/calendar", summary="Show the reservation of a link as a calendar file", tags=["reservations"])
    def calendar(token: str) -> Response[str]:
        """Answer text/calendar (RFC 5545)."""
        return _calendar(guests.calendars.write(*guests.access(token, address=address_of(app))))

    @app.get(f"{MANAGE}/feed", summary="Show all of the guest's reservations at the venue", tags=["reservations"])
    def guest_feed(token: str) -> Response[str]:
        """Answer text/calendar (RFC 5545), for a program that subscribes to it; it ends with the link."""
        return _calendar(guests.read_calendar.of_guest(*guests.access(token, address=address_of(app))))

    @app.get("/v1/public/calendars/<token>", summary="Show a venue's calendar to programs", tags=["venues"])
    def venue_feed(token: str) -> Response[str]:
        """Answer text/calendar (RFC 5545) to whoever knows the secret address."""
        return _calendar(guests.read_calendar.of_venue(token, address=address_of(app)))

    @app.put(f"{MANAGE}/texts", summary="Stop a venue's text messages, or have them again", tags=["reservations"])
    def choose_texts(token: str, body: TextsIn) -> TextsOut:
        reservation = guests.access(token, address=address_of(app))[1]
        return TextsOut(is_wanted=guests.choose_texts(reservation, is_wanted=body.is_wanted))

    @app.put(f"{MANAGE}/feedback", summary="Say how the visit was", tags=["reservations"])
    def give_feedback(token: str, body: FeedbackIn) -> FeedbackOut:
        reservation = guests.access(token, address=address_of(app))[1]
        return FeedbackOut.of(guests.give_feedback(reservation, body.stars, body.words))


handler = http(create_app, wiring.wire_guests)
