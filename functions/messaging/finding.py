"""HTTP edge of what was said: search it, take it away."""

from typing import Annotated

from guildhall.kernel.types import Moment
from guildhall.messaging import wiring
from guildhall.messaging.models import MessageKind, Search
from guildhall.messaging.schemas import finding, messages
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query


def create_app(messaging: wiring.Messaging) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/chat/search", summary="Search what was said in your conversations", tags=["messaging"])
    def search(
        *,
        words: Annotated[str, Query(max_length=finding.LONGEST_SEARCH, description="Each begins a word.")] = "",
        conversation: Annotated[str | None, Query(max_length=64)] = None,
        sender: Annotated[str | None, Query(max_length=64)] = None,
        since: Annotated[Moment | None, Query()] = None,
        until: Annotated[Moment | None, Query(description="Not included.")] = None,
        code: Annotated[bool | None, Query(description="Snippets only, or none.")] = None,
        kind: Annotated[MessageKind | None, Query(description="What a message is at first sight.")] = None,
        limit: Annotated[messages.Limit, Query()] = 20,
        cursor: Annotated[messages.Cursor | None, Query()] = None,
    ) -> finding.MessagesFoundOut:
        wanted = Search(words, sender, since, until, code, conversation, kind)
        return finding.Searches(messaging.search, messaging.cursors)(actor(), wanted, limit, cursor)

    @app.get("/v1/conversations/<conversation_id>/export", summary="Take a conversation with you", tags=["messaging"])
    def export(
        conversation_id: str, cursor: Annotated[messages.Cursor | None, Query()] = None
    ) -> finding.ConversationExportOut:
        return finding.Exports(messaging.export, messaging.cursors)(actor(), conversation_id, cursor)

    return app


handler = http(create_app, wiring.wire)
