"""HTTP edge of notifications: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.kernel.types import Moment
from guildhall.notifications import schemas, wiring
from guildhall.notifications.models import Type
from guildhall.notifications.ports import Filter
from guildhall.notifications.schemas.phones import PhoneCodeIn, PhoneIn, PhoneOut
from guildhall.notifications.use_cases.letters import UNSUBSCRIBE_PATH, page_of
from guildhall.notifications.use_cases.words import language_of
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

# Done twice, these are as done once; mail programs post to the link of a letter by themselves (RFC 8058).
KEYLESS = frozenset({UNSUBSCRIBE_PATH, "/v1/notifications/{notification_id}/read"})
BODILESS = frozenset({UNSUBSCRIBE_PATH, "/v1/notification-preferences/email/resume"})

Language = Annotated[str | None, Header(alias="Accept-Language", description="Language of the texts: en, fr or ur.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
Unread = Annotated[bool, Query(description="Only those that were not read.")]
Kind = Annotated[Type | None, Query(alias="type", description="Only this one; a page may then be short.")]
Since = Annotated[Moment | None, Query(alias="from", description="Only what happened then or later.")]
Before = Annotated[Moment | None, Query(alias="to", description="Only what happened before.")]
Token = Annotated[str, Query(min_length=1, max_length=1000)]
Accept = Annotated[str | None, Header(description="With text/html, the answer is 303 and leads to a page for people.")]


def create_app(notifications: wiring.Notifications) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_inbox(app, notifications)
    _add_preferences(app, notifications)
    _add_devices(app, notifications)
    return app


def _add_inbox(app: APIGatewayHttpResolver, notifications: wiring.Notifications) -> None:
    @app.get("/v1/notifications", summary="List what you were told", tags=["notifications"])
    def list_notifications(
        *,
        language: Language = None,
        cursor: Cursor = None,
        limit: Limit = 20,
        unread: Unread = False,
        kind: Kind = None,
        since: Since = None,
        before: Before = None,
    ) -> schemas.NotificationsOut:
        only = Filter(unread, kind, since, before)
        name = f"notifications:{actor().account_id}:{only}"
        page = notifications.list_notifications(
            actor(), only, accept_language=language, limit=limit, position=notifications.cursors.read(cursor, name)
        )
        return schemas.NotificationsOut.of(page, notifications.cursors.write(page.position, name))

    @app.get("/v1/notifications/unread", summary="Count what you have not read", tags=["notifications"])
    def count_unread() -> schemas.UnreadOut:
        return schemas.UnreadOut(unread_count=notifications.count_unread(actor()))

    @app.post("/v1/notifications/read", summary="Mark everything as read", tags=["notifications"])
    def mark_all_read(body: schemas.ReadAllIn) -> schemas.UnreadOut:
        return schemas.UnreadOut(unread_count=notifications.mark_all_read(actor(), body.up_to, body.about))

    @app.post("/v1/notifications/<notification_id>/read", summary="Mark one as read", tags=["notifications"])
    def mark_read(notification_id: str, language: Language = None) -> schemas.NotificationOut:
        return schemas.NotificationOut.of(notifications.mark_read(actor(), notification_id, accept_language=language))

    @app.get(UNSUBSCRIBE_PATH, summary="Show what the link of a letter stops", tags=["notifications"])
    def show_unsubscribe(token: Token, accept: Accept = None, language: Language = None) -> Response[schemas.StopOut]:
        named = ok(schemas.StopOut.of(notifications.unsubscribe.named(token), language_of(language)))
        if "text/html" in (accept or ""):
            named.status_code, named.headers["Location"] = 303, page_of(token)
        return named

    @app.post(UNSUBSCRIBE_PATH, summary="Stop one type of e-mail by its link", tags=["notifications"])
    def unsubscribe(token: Token) -> schemas.UnsubscribedOut:
        return schemas.UnsubscribedOut(type=notifications.unsubscribe(token))


def _add_preferences(app: APIGatewayHttpResolver, notifications: wiring.Notifications) -> None:
    @app.get("/v1/notification-preferences", summary="Show what you want to be told", tags=["notifications"])
    def get_preferences(language: Language = None) -> Response[schemas.PreferencesOut]:
        found = notifications.get_preferences(actor())
        return ok(schemas.PreferencesOut.of(found, language_of(language)), version=found.version)

    @app.put("/v1/notification-preferences", summary="Choose what you want to be told", tags=["notifications"])
    def change_preferences(
        body: schemas.PreferencesIn, match: IfMatch = None, language: Language = None
    ) -> Response[schemas.PreferencesOut]:
        rhythm = body.rhythm.inside() if body.rhythm else None
        rules = None if body.rules is None else [rule.inside() for rule in body.rules]
        changed = notifications.change_preferences(actor(), body.by_type(), if_match(match), rhythm=rhythm, rules=rules)
        return ok(schemas.PreferencesOut.of(changed, language_of(language)), version=changed.version)

    @app.get("/v1/notification-preferences/email", summary="Show whether letters reach you", tags=["notifications"])
    def show_email() -> schemas.EmailOut:
        return schemas.EmailOut.of(notifications.show_contact(actor()))

    @app.post("/v1/notification-preferences/email/resume", summary="Ask for letters again", tags=["notifications"])
    def resume_email() -> schemas.EmailOut:
        return schemas.EmailOut.of(notifications.resume_mail(actor()))

    @app.get("/v1/notification-preferences/phone", summary="Show where texts go", tags=["notifications"])
    def show_phone() -> PhoneOut:
        return PhoneOut.of(notifications.show_contact(actor()))

    @app.put("/v1/notification-preferences/phone", summary="Send a code to your telephone", tags=["notifications"])
    def ask_phone(body: PhoneIn) -> PhoneOut:
        return PhoneOut.of(notifications.ask_phone(actor(), body.phone))

    @app.post("/v1/notification-preferences/phone/confirm", summary="Send the code back", tags=["notifications"])
    def confirm_phone(body: PhoneCodeIn) -> PhoneOut:
        return PhoneOut.of(notifications.confirm_phone(actor(), body.code))

    @app.delete("/v1/notification-preferences/phone", summary="Get no texts", tags=["notifications"], status_code=204)
    def remove_phone() -> Response[None]:
        notifications.remove_phone(actor())
        return Response(204)


def _add_devices(app: APIGatewayHttpResolver, notifications: wiring.Notifications) -> None:
    @app.get("/v1/push/key", summary="Show the key by which browsers know our pushes", tags=["notifications"])
    def show_push_key() -> schemas.PushKeyOut:
        return schemas.PushKeyOut(public_key=notifications.show_push_key(actor()))

    @app.post("/v1/push/subscriptions", summary="Push to this browser", tags=["notifications"], status_code=201)
    def subscribe_device(body: schemas.PushSubscriptionIn) -> Response[schemas.PushSubscriptionOut]:
        made = notifications.subscribe_device(actor(), body.endpoint, body.keys.p256dh, body.keys.auth, body.label)
        return created(schemas.PushSubscriptionOut.of(made), f"/v1/push/subscriptions/{made.subscription_id}")

    @app.get("/v1/push/subscriptions", summary="List the browsers that get your pushes", tags=["notifications"])
    def list_devices() -> schemas.PushSubscriptionsOut:
        return schemas.PushSubscriptionsOut(
            items=[schemas.PushSubscriptionOut.of(each) for each in notifications.list_devices(actor())]
        )

    @app.delete(
        "/v1/push/subscriptions/<subscription_id>", summary="Stop pushes", tags=["notifications"], status_code=204
    )
    def remove_device(subscription_id: str) -> Response[None]:
        notifications.remove_device(actor(), subscription_id)
        return Response(204)


handler = http(create_app, wiring.wire, keyless=KEYLESS, bodiless=BODILESS)
