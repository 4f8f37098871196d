"""HTTP edge of templates and of messages that are sent later."""

from typing import Annotated

from guildhall.messaging.models.templates import Language
from guildhall.messaging.schemas import templates as shapes
from guildhall.messaging.wiring import writing as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

TEMPLATES = "/v1/message-templates"
TEMPLATE = f"{TEMPLATES}/<template_id>"
KEYLESS = frozenset({f"{TEMPLATES}/{{template_id}}/renderings"})
"""A rendering keeps nothing."""


def create_app(writing: wiring.Writing) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_templates(app, writing)
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


handler = http(create_app, wiring.wire_writing, keyless=KEYLESS)
