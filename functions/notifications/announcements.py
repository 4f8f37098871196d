"""HTTP edge of announcements, statistics, reports of texts and Slack addresses: read, call one use case, answer."""

import base64
from typing import Annotated

from guildhall.kernel.types import Day
from guildhall.notifications.models import Channel, Type
from guildhall.notifications.schemas.announcements import (
    AnnouncementIn,
    AnnouncementOut,
    AnnouncementsOut,
    EstimateOut,
    SendingIn,
)
from guildhall.notifications.schemas.figures import AnnouncementFiguresOut, DeliveryFiguresListOut, DeliveryFiguresOut
from guildhall.notifications.schemas.slack import SlackAddressIn, SlackAddressOut, SlackCodeIn
from guildhall.notifications.wiring.announcements import AnnouncementDesk, wire_announcements
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

# Twilio sends a form, and may send it twice.
KEYLESS = frozenset({"/v1/webhooks/twilio"})
BODILESS = KEYLESS | {"/v1/announcements/<announcement_id>/cancel", "/v1/notification-preferences/slack/test"}

FirstDay = Annotated[Day, Query(description="Day of UTC.")]
LastDay = Annotated[Day, Query(description="Day of UTC, included; at most 92 days.")]
KindQuery = Annotated[Type | None, Query(alias="type", description="Only this one.")]
ChannelQuery = Annotated[Channel | None, Query(description="Only this one.")]
Signature = Annotated[str, Header(alias="X-Twilio-Signature", description="Twilio's, over address and form.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]


def create_app(desk: AnnouncementDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_reading(app, desk)
    _add_writing(app, desk)
    _add_figures(app, desk)
    _add_reports(app, desk)
    _add_slack(app, desk)
    return app


def _add_figures(app: APIGatewayHttpResolver, desk: AnnouncementDesk) -> None:
    @app.get("/v1/notification-figures", summary="Count what became of what is told", tags=["announcements"])
    def list_figures(
        *, first_on: FirstDay, last_on: LastDay, kind: KindQuery = None, channel: ChannelQuery = None
    ) -> DeliveryFiguresListOut:
        found = desk.figures.of_days(actor(), first_on, last_on, kind=kind, channel=channel)
        return DeliveryFiguresListOut(items=[DeliveryFiguresOut.of(each) for each in found])

    @app.get("/v1/announcements/<announcement_id>/figures", summary="Count what became of it", tags=["announcements"])
    def show_announcement_figures(announcement_id: str) -> AnnouncementFiguresOut:
        return AnnouncementFiguresOut.of(desk.figures.of_announcement(actor(), announcement_id))


def _add_reports(app: APIGatewayHttpResolver, desk: AnnouncementDesk) -> None:
    @app.post("/v1/webhooks/twilio", summary="Hear what became of a text", tags=["notifications"], status_code=204)
    def hear_text(signature: Signature = "") -> Response[None]:
        event = app.current_event
        body = event.body or ""
        raw = base64.b64decode(body) if event.is_base64_encoded else body.encode()
        query = f"?{event.raw_query_string}" if event.raw_query_string else ""
        desk.keep_text_report(event.raw_path + query, raw, signature)
        return Response(204)


def _add_reading(app: APIGatewayHttpResolver, desk: AnnouncementDesk) -> None:
    @app.get("/v1/announcements", summary="List the announcements", tags=["announcements"])
    def list_announcements(*, cursor: Cursor = None, limit: Limit = 20) -> AnnouncementsOut:
        name = f"announcements:{actor().account_id}"
        page = desk.read.page(actor(), limit=limit, position=desk.cursors.read(cursor, name))
        return AnnouncementsOut(
            items=[AnnouncementOut.of(each) for each in page.items], next_cursor=desk.cursors.write(page.position, name)
        )

    @app.get("/v1/announcements/<announcement_id>", summary="Show an announcement", tags=["announcements"])
    def show_announcement(announcement_id: str) -> Response[AnnouncementOut]:
        found = desk.read.one(actor(), announcement_id)
        return ok(AnnouncementOut.of(found), version=found.version)

    @app.get(
        "/v1/announcements/<announcement_id>/estimate", summary="Count whom it would reach", tags=["announcements"]
    )
    def estimate_announcement(announcement_id: str) -> EstimateOut:
        return EstimateOut.of(desk.read.estimate(actor(), announcement_id))


def _add_writing(app: APIGatewayHttpResolver, desk: AnnouncementDesk) -> None:
    @app.post("/v1/announcements", summary="Write an announcement", tags=["announcements"], status_code=201)
    def draft_announcement(body: AnnouncementIn) -> Response[AnnouncementOut]:
        made = desk.manage.draft(actor(), body.inside())
        return created(AnnouncementOut.of(made), f"/v1/announcements/{made.announcement_id}", version=made.version)

    @app.put("/v1/announcements/<announcement_id>", summary="Change what it says to whom", tags=["announcements"])
    def change_announcement(
        announcement_id: str, body: AnnouncementIn, match: IfMatch = None
    ) -> Response[AnnouncementOut]:
        changed = desk.manage.change(actor(), announcement_id, if_match(match), body.inside())
        return ok(AnnouncementOut.of(changed), version=changed.version)

    @app.post("/v1/announcements/<announcement_id>/send", summary="Send it, now or later", tags=["announcements"])
    def send_announcement(announcement_id: str, body: SendingIn, match: IfMatch = None) -> Response[AnnouncementOut]:
        sent = desk.manage.send(actor(), announcement_id, if_match(match), body.send_at)
        return ok(AnnouncementOut.of(sent), version=sent.version)

    @app.post("/v1/announcements/<announcement_id>/cancel", summary="Tell nobody else", tags=["announcements"])
    def cancel_announcement(announcement_id: str) -> Response[AnnouncementOut]:
        cancelled = desk.manage.cancel(actor(), announcement_id)
        return ok(AnnouncementOut.of(cancelled), version=cancelled.version)


def _add_slack(app: APIGatewayHttpResolver, desk: AnnouncementDesk) -> None:
    @app.get("/v1/notification-preferences/slack", summary="Show where messages in Slack go", tags=["notifications"])
    def show_slack() -> SlackAddressOut:
        return SlackAddressOut.of(desk.slack.show(actor()))

    @app.put("/v1/notification-preferences/slack", summary="Send a code to a Slack address", tags=["notifications"])
    def ask_slack(body: SlackAddressIn) -> SlackAddressOut:
        return SlackAddressOut.of(desk.slack.ask(actor(), body.url))

    @app.post("/v1/notification-preferences/slack/confirm", summary="Send its code back", tags=["notifications"])
    def confirm_slack(body: SlackCodeIn) -> SlackAddressOut:
        return SlackAddressOut.of(desk.slack.confirm(actor(), body.code))

    @app.post(
        "/v1/notification-preferences/slack/test", summary="Get a test there", tags=["notifications"], status_code=204
    )
    def test_slack() -> Response[None]:
        desk.slack.test(actor())
        return Response(204)

    @app.delete(
        "/v1/notification-preferences/slack", summary="Get nothing in Slack", tags=["notifications"], status_code=204
    )
    def remove_slack() -> Response[None]:
        desk.slack.remove(actor())
        return Response(204)


handler = http(create_app, wire_announcements, keyless=KEYLESS, bodiless=BODILESS)
