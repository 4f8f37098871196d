"""HTTP edge of venues: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.bookings.opening import MOST_DAYS
from guildhall.bookings.schemas.feeds import CalendarFeedOut, SharedCalendarOut
from guildhall.bookings.schemas.opening import DaysOut, OpeningIn, OpeningOut
from guildhall.bookings.schemas.policies import PoliciesOut, PolicyIn, PolicyOut
from guildhall.bookings.schemas.reminders import RemindersIn, RemindersOut
from guildhall.bookings.schemas.venues import PaymentSettingsIn, VenueIn, VenueOut, VenuesOut
from guildhall.bookings.wiring import venues as wiring
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
FirstOn = Annotated[Day, Query(description="Local date of the venue.")]
Count = Annotated[int, Query(ge=1, le=MOST_DAYS)]
Number = Annotated[int, Path(ge=1, le=999_999)]
AccountId = Annotated[str, Path(pattern="^acc_[0-9A-HJKMNP-TV-Z]{26}$")]
ONE = "/v1/venues/<venue_id>"


def create_app(venues: wiring.Venues) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_venues(app, venues)
    _add_payment(app, venues)
    _add_feed(app, venues)
    _add_opening(app, venues)
    _add_policies(app, venues)
    return app


def _add_venues(app: APIGatewayHttpResolver, venues: wiring.Venues) -> None:
    @app.post("/v1/venues", summary="Begin a venue", tags=["venues"], status_code=201)
    def create(body: VenueIn) -> Response[VenueOut]:
        venue = venues.create(actor(), body.slug, body.details())
        return created(VenueOut.of(venue), f"/v1/venues/{venue.venue_id}", version=venue.version)

    @app.get("/v1/venues", summary="List the venues that one runs or works at", tags=["venues"])
    def list_venues(limit: Limit = 20, cursor: Cursor = None) -> VenuesOut:
        found, next_cursor = venues.list_venues(actor(), limit=limit, cursor=cursor)
        return VenuesOut(items=[VenueOut.of(venue) for venue in found], next_cursor=next_cursor)

    @app.get(ONE, summary="Show a venue to those who run it", tags=["venues"])
    def access(venue_id: str) -> Response[VenueOut]:
        venue = venues.access(actor(), venue_id)
        return ok(VenueOut.of(venue), version=venue.version)

    @app.put(ONE, summary="Write the general information of a venue", tags=["venues"])
    def write(venue_id: str, body: VenueIn, match: IfMatch = None) -> Response[VenueOut]:
        venue = venues.write(actor(), venue_id, body.slug, body.details(), if_match(match))
        return ok(VenueOut.of(venue), version=venue.version)

    @app.post(f"{ONE}/publish", summary="Let guests see a venue", tags=["venues"])
    def publish(venue_id: str) -> Response[VenueOut]:
        venue = venues.publish(actor(), venue_id)
        return ok(VenueOut.of(venue), version=venue.version)

    @app.post(f"{ONE}/hide", summary="Let guests no longer see a venue", tags=["venues"])
    def hide(venue_id: str) -> Response[VenueOut]:
        venue = venues.publish.hide(actor(), venue_id)
        return ok(VenueOut.of(venue), version=venue.version)

    @app.put(f"{ONE}/staff/<account_id>", summary="Say that somebody works at a venue", tags=["venues"])
    def add_staff(venue_id: str, account_id: AccountId) -> Response[VenueOut]:
        venue = venues.change_staff.add(actor(), venue_id, account_id)
        return ok(VenueOut.of(venue), version=venue.version)

    @app.delete(f"{ONE}/staff/<account_id>", summary="Say that somebody works there no longer", tags=["venues"])
    def remove_staff(venue_id: str, account_id: AccountId) -> Response[VenueOut]:
        venue = venues.change_staff.remove(actor(), venue_id, account_id)
        return ok(VenueOut.of(venue), version=venue.version)


def _add_payment(app: APIGatewayHttpResolver, venues: wiring.Venues) -> None:
    @app.put(f"{ONE}/payment-settings", summary="Say whether and to whom deposits are paid", tags=["venues"])
    def write_payment(venue_id: str, body: PaymentSettingsIn, match: IfMatch = None) -> Response[VenueOut]:
        asked, version = actor(), if_match(match)
        venue = venues.write_payment(asked, venue_id, body.payee_id, version, takes_deposits=body.takes_deposits)
        return ok(VenueOut.of(venue), version=venue.version)


def _add_feed(app: APIGatewayHttpResolver, venues: wiring.Venues) -> None:
    @app.get(f"{ONE}/calendar-feed", summary="Show whether the calendar has a secret address", tags=["venues"])
    def get_feed(venue_id: str) -> CalendarFeedOut:
        return CalendarFeedOut.of(venues.share_calendar.get(actor(), venue_id))

    @app.post(f"{ONE}/calendar-feed", summary="Give the calendar a new secret address", tags=["venues"])
    def share_calendar(venue_id: str) -> SharedCalendarOut:
        feed, token = venues.share_calendar(actor(), venue_id)
        return SharedCalendarOut(**CalendarFeedOut.of(feed).model_dump(), path=f"/v1/public/calendars/{token}")

    @app.delete(f"{ONE}/calendar-feed", summary="Let no address open the calendar", tags=["venues"])
    def stop_sharing(venue_id: str) -> CalendarFeedOut:
        return CalendarFeedOut.of(venues.share_calendar.stop(actor(), venue_id))


def _add_opening(app: APIGatewayHttpResolver, venues: wiring.Venues) -> None:
    @app.get(f"{ONE}/opening", summary="Show the opening rules of a venue", tags=["venues"])
    def access_opening(venue_id: str) -> Response[OpeningOut]:
        return ok(OpeningOut.of(rules := venues.access_opening(actor(), venue_id)), version=rules.version)

    @app.put(f"{ONE}/opening", summary="Write the opening rules of a venue", tags=["venues"])
    def write_opening(venue_id: str, body: OpeningIn, match: IfMatch = None) -> Response[OpeningOut]:
        rules = venues.write_opening(actor(), venue_id, body.rules(venue_id), if_match(match))
        return ok(OpeningOut.of(rules), version=rules.version)

    @app.get(f"{ONE}/days", summary="Show what the rules mean for some days", tags=["venues"])
    def list_days(venue_id: str, first_on: FirstOn, count: Count = 14) -> DaysOut:
        venue = venues.access(actor(), venue_id)
        return DaysOut.of(venue.details.time_zone, venues.find_hours.days(venue, first_on, count))


def _add_policies(app: APIGatewayHttpResolver, venues: wiring.Venues) -> None:
    @app.get(f"{ONE}/policy", summary="Show the terms of a venue", tags=["venues"])
    def access_policy(venue_id: str) -> Response[PolicyOut]:
        return ok(PolicyOut.of(policy := venues.access_policy(actor(), venue_id)), version=policy.number)

    @app.put(f"{ONE}/policy", summary="Write the terms of a venue, as a new version", tags=["venues"])
    def write_policy(venue_id: str, body: PolicyIn, match: IfMatch = None) -> Response[PolicyOut]:
        policy = venues.write_policy(actor(), venue_id, body.terms(), if_match(match))
        return ok(PolicyOut.of(policy), version=policy.number)

    @app.get(f"{ONE}/policy/versions", summary="List all versions of the terms, newest first", tags=["venues"])
    def list_policies(venue_id: str, limit: Limit = 20, cursor: Cursor = None) -> PoliciesOut:
        found, next_cursor = venues.access_policy.versions(actor(), venue_id, limit=limit, cursor=cursor)
        return PoliciesOut(items=[PolicyOut.of(policy) for policy in found], next_cursor=next_cursor)

    @app.get(f"{ONE}/policy/versions/<number>", summary="Show one version of the terms", tags=["venues"])
    def access_version(venue_id: str, number: Number) -> PolicyOut:
        return PolicyOut.of(venues.access_policy.one(actor(), venue_id, number))

    @app.get(f"{ONE}/reminders", summary="Show what guests of a venue are reminded of", tags=["venues"])
    def access_reminders(venue_id: str) -> Response[RemindersOut]:
        return ok(RemindersOut.of(rules := venues.reminders.get(actor(), venue_id)), version=rules.version)

    @app.put(f"{ONE}/reminders", summary="Say what guests are reminded of, and when", tags=["venues"])
    def write_reminders(venue_id: str, body: RemindersIn, match: IfMatch = None) -> Response[RemindersOut]:
        asked, version = actor(), if_match(match)
        rules = venues.reminders.write(asked, venue_id, body.given(), body.invites_after_minutes, version)
        return ok(RemindersOut.of(rules), version=rules.version)


handler = http(create_app, wiring.wire)
