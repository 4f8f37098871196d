"""HTTP edge of the waitlist: guests join and answer by their link, staff run it."""

from typing import Annotated

from guildhall.bookings.schemas.waitlist import (
    JoinedWaitlistOut,
    OfferAcceptanceIn,
    StaffWaitingOut,
    TakenOfferOut,
    WaitingGuestOut,
    WaitlistIn,
    WaitlistOrderIn,
    WaitlistOut,
)
from guildhall.bookings.use_cases.waitlist import local_time
from guildhall.bookings.wiring import waitlist as wiring
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.browser import address_of

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

MANAGE = "/v1/waitlist/manage/<token>"
LIST = "/v1/venues/<venue_id>/waitlist"
On = Annotated[Day, Query(description="Local date of the venue.")]


def create_app(waiting: wiring.WaitingGuests) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_guests(app, waiting)
    _add_staff(app, waiting)
    return app


def _add_guests(app: APIGatewayHttpResolver, waiting: wiring.WaitingGuests) -> None:
    @app.post(
        "/v1/public/venues/<slug>/waitlist",
        summary="Wait for a table on a full day",
        tags=["waitlist"],
        status_code=201,
    )
    def join(slug: str, body: WaitlistIn) -> Response[JoinedWaitlistOut]:
        venue = waiting.venue.public(actor(), slug)
        with waiting.find_place.offering(venue, body.party):
            wanted = body.wanted(venue)
        made, token = waiting.join(venue, wanted, body.guest.guest(), body.requests, address=address_of(app))
        shown = WaitingGuestOut.of(venue, made, waiting.clock.now())
        return Response(201, "application/json", JoinedWaitlistOut(**shown.model_dump(), token=token))

    @app.get(MANAGE, summary="Show what one waits for", tags=["waitlist"])
    def access(token: str) -> WaitingGuestOut:
        venue, found = waiting.access(token, address=address_of(app))
        return WaitingGuestOut.of(venue, found, waiting.clock.now())

    @app.post(f"{MANAGE}/accept", summary="Take the table that is offered", tags=["waitlist"])
    def accept(token: str, body: OfferAcceptanceIn) -> TakenOfferOut:
        venue, found = waiting.access(token, address=address_of(app))
        reservation, own = waiting.answer.accept(venue, found, allow_second=body.allow_second)
        return TakenOfferOut(
            reservation_id=reservation.reservation_id,
            state=reservation.state,
            starts_at=reservation.starts_at,
            local_start=local_time(venue, reservation.starts_at),
            party=reservation.party,
            token=own,
        )

    @app.post(f"{MANAGE}/decline", summary="Pass the table on, and wait on", tags=["waitlist"])
    def decline(token: str) -> WaitingGuestOut:
        venue, found = waiting.access(token, address=address_of(app))
        return WaitingGuestOut.of(venue, waiting.answer.decline(venue, found), waiting.clock.now())

    @app.delete(MANAGE, summary="Wait no longer", tags=["waitlist"])
    def leave(token: str) -> WaitingGuestOut:
        venue, found = waiting.access(token, address=address_of(app))
        return WaitingGuestOut.of(venue, waiting.answer.leave(venue, found), waiting.clock.now())


def _add_staff(app: APIGatewayHttpResolver, waiting: wiring.WaitingGuests) -> None:
    @app.get(LIST, summary="Show who waits for a day", tags=["waitlist"])
    def list_waiting(venue_id: str, on: On) -> WaitlistOut:
        return WaitlistOut.of(on, waiting.run(actor(), venue_id, on))

    @app.put(f"{LIST}/order", summary="Say in which order tables are offered", tags=["waitlist"])
    def reorder(venue_id: str, body: WaitlistOrderIn) -> WaitlistOut:
        return WaitlistOut.of(body.on, waiting.run.reorder(actor(), venue_id, body.on, body.waiting_ids))

    @app.delete(f"{LIST}/<waiting_id>", summary="Take a guest off the waitlist", tags=["waitlist"])
    def remove(venue_id: str, waiting_id: str, on: On) -> StaffWaitingOut:
        return StaffWaitingOut.of(waiting.run.remove(actor(), venue_id, on, waiting_id))


handler = http(create_app, wiring.wire)
