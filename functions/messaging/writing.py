"""HTTP edge of templates and of messages that are sent later."""

from typing import Annotated

from guildhall.messaging.models.templates import Language
from guildhall.messaging.schemas import templates as shapes
from guildhall.messaging.schemas.messages import Cursor, Limit
from guildhall.messaging.schemas.scheduled import (
    ScheduledId,
    ScheduledMessageIn,
    ScheduledMessageOut,
    ScheduledMessagesOut,
)
from guildhall.messaging.wiring import writing as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

TEMPLATES = "/v1/message-templates"
TEMPLATE = f"{TEMPLATES}/<template_id>"
SCHEDULED = "/v1/scheduled-messages"
KEYLESS = frozenset({f"{TEMPLATES}/{{template_id}}/renderings"})
"""A rendering keeps nothing."""


def create_app(writing: wiring.Writing) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_templates(app, writing)
    _add_scheduled(app, writing)
    return app


def _add_templates(app: APIGatewayHttpResolver, writing: wiring.Writing) -> None:
    @app.get(TEMPLATES, summary="List templates, your own first", tags=["messaging"])
    def list_templates(language: Annotated[Language | None, Query()] = None) -> shapes.TemplatesOut:
        found = writing.templates.list(actor(), language)
        return shapes.TemplatesOut(items=[shapes.TemplateOut.of(one) for one in found])

    @app.post(TEMPLATES, summary="Keep a template of your own", tags=["messaging"], status_code=201)
    def create_template(body: shapes.TemplateIn) -> Response[shapes.TemplateOut]:
        made = writing.templates.create(actor(), body.title, body.language, body.text)
        return created(shapes.TemplateOut.of(made), f"{TEMPLATES}/{made.template_id}")

    @app.put(TEMPLATE, summary="Change a template of your own", tags=["messaging"])
    def change_template(template_id: str, body: shapes.TemplateIn) -> shapes.TemplateOut:
        return shapes.TemplateOut.of(
            writing.templates.change(actor(), template_id, body.title, body.language, body.text)
        )

    @app.delete(TEMPLATE, summary="Delete a template of your own", tags=["messaging"], status_code=204)
    def delete_template(template_id: str) -> Response[None]:
        writing.templates.delete(actor(), template_id)
        return Response(204)

    @app.post(f"{TEMPLATE}/renderings", summary="Read what a template says in a conversation", tags=["messaging"])
    def render(template_id: str, body: shapes.RenderingIn) -> Response[shapes.RenderingOut]:
        text = writing.render(actor(), template_id, body.conversation_id, body.values)
        return ok(shapes.RenderingOut(text=text))


def _add_scheduled(app: APIGatewayHttpResolver, writing: wiring.Writing) -> None:
    one = f"{SCHEDULED}/<scheduled_id>"

    @app.get(SCHEDULED, summary="List what you wrote to be sent later, the last written first", tags=["messaging"])
    def list_scheduled(
        *, limit: Annotated[Limit, Query()] = 20, cursor: Annotated[Cursor | None, Query()] = None
    ) -> ScheduledMessagesOut:
        name = f"scheduled:{actor().account_id}"
        found, end = writing.scheduled.list(actor(), limit, writing.cursors.read(cursor, name))
        items = [ScheduledMessageOut.of(one) for one in found]
        return ScheduledMessagesOut(items=items, next_cursor=writing.cursors.write(end, name))

    @app.put(one, summary="Write what is sent later, or change it", tags=["messaging"])
    def write_scheduled(
        scheduled_id: Annotated[ScheduledId, Path(description="`scm_` and a ULID that your client makes.")],
        body: ScheduledMessageIn,
    ) -> ScheduledMessageOut:
        kept = writing.scheduled.write(actor(), scheduled_id, body.conversation_id, body.text, body.send_at)
        return ScheduledMessageOut.of(kept)

    @app.delete(one, summary="Let it not be sent", tags=["messaging"])
    def cancel_scheduled(scheduled_id: str) -> ScheduledMessageOut:
        return ScheduledMessageOut.of(writing.scheduled.cancel(actor(), scheduled_id))


handler = http(create_app, wiring.wire_writing, keyless=KEYLESS)
