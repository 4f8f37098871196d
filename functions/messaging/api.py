"""HTTP edge of conversations: their messages, receipts, tickets for the WebSocket."""

from typing import Annotated

from guildhall.messaging import wiring
from guildhall.messaging.schemas import conversations, messages, pages, starting
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http, ok
from guildhall.platform.edge.browser import address_of

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

KEYLESS = frozenset(
    {
        "/v1/conversations",  # begun twice, it is one conversation
        "/v1/chat/tickets",  # asked for twice, it is two tickets
        "/v1/conversations/{conversation_id}/messages",  # the message id is the key, and is kept for ever
        "/v1/conversations/{conversation_id}/receipts",  # marks only move forward
    }
)


def create_app(messaging: wiring.Messaging) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_reading(app, messaging)
    _add_messages(app, messaging)
    _add_whole(app, messaging)
    _add_own_side(app, messaging)

    @app.post("/v1/chat/tickets", summary="Take a ticket for one WebSocket", tags=["messaging"], status_code=201)
    def take_ticket() -> Response[conversations.TicketOut]:
        return created(conversations.TicketOut.of(*messaging.take_ticket(actor())), "/v1/chat/tickets")

    return app


def _add_reading(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    @app.get("/v1/conversations", summary="List your conversations: pinned ones, then by activity", tags=["messaging"])
    def list_conversations(
        *,
        limit: Annotated[messages.Limit, Query()] = 20,
        cursor: Annotated[messages.Cursor | None, Query()] = None,
        archived: Annotated[bool, Query(description="Those that you archived, instead of the others.")] = False,
    ) -> conversations.ConversationsOut:
        list_name = f"conversations:{actor().account_id}:{archived}"
        position = messaging.cursors.read(cursor, list_name)
        page, end = messaging.list_conversations(actor(), limit, position, is_archived=archived)
        items = [conversations.ConversationOut.of(membership) for membership in page]
        return conversations.ConversationsOut(items=items, next_cursor=messaging.cursors.write(end, list_name))

    @app.get("/v1/conversations/<conversation_id>", summary="Show a conversation", tags=["messaging"])
    def show_conversation(conversation_id: str) -> conversations.ConversationShownOut:
        sides = messaging.show_conversation(actor(), conversation_id)
        return conversations.ConversationShownOut.of_sides(sides, messaging.list_blocked(actor(), conversation_id))


def _add_messages(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    @app.get("/v1/conversations/<conversation_id>/messages", summary="Read messages", tags=["messaging"])
    def list_messages(
        conversation_id: str,
        limit: Annotated[messages.Limit, Query()] = 50,
        before: Annotated[messages.Cursor | None, Query(description="An `older_cursor`: page back.")] = None,
        after: Annotated[messages.Cursor | None, Query(description="A `newer_cursor`: fill the gap.")] = None,
        thread_id: Annotated[str | None, Query(max_length=64, description="The message that began a thread.")] = None,
    ) -> pages.MessagesOut:
        read = pages.Pages(messaging.read_history, messaging.fill_gap, messaging.cursors)
        return read(actor(), conversation_id, limit, before=before, after=after, thread_id=thread_id)

    @app.post(
        "/v1/conversations/<conversation_id>/messages", summary="Send a message", tags=["messaging"], status_code=201
    )
    def send_message(conversation_id: str, body: messages.MessageIn) -> Response[messages.MessageOut]:
        message = messaging.send_message(actor(), conversation_id, body.draft())
        return created(messages.MessageOut.of(message), f"/v1/conversations/{conversation_id}/messages")

    @app.post("/v1/conversations/<conversation_id>/receipts", summary="Say how far you have read", tags=["messaging"])
    def send_receipt(conversation_id: str, body: conversations.ReadReceiptIn) -> Response[conversations.MarksOut]:
        is_read = body.state == "read"
        return ok(
            conversations.MarksOut.of(
                messaging.send_receipt(actor(), conversation_id, body.message_id, is_read=is_read)
            )
        )


def _add_whole(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    @app.post("/v1/conversations", summary="Begin a conversation, or join it", tags=["messaging"], status_code=201)
    def start(body: starting.ConversationIn) -> Response[conversations.ConversationOut]:
        if body.link:
            begun = messaging.starting.about_reservation.as_guest(actor(), body.link, address_of(app))
        elif body.venue_id and body.reservation_id:
            begun = messaging.starting.about_reservation.as_venue(actor(), body.venue_id, body.reservation_id)
        else:
            begun = messaging.starting.direct(actor(), body.account_id or "")
        return created(conversations.ConversationOut.of(begun), f"/v1/conversations/{begun.conversation_id}")

    @app.delete(
        "/v1/conversations/<conversation_id>",
        summary="Erase a conversation for all",
        tags=["messaging"],
        status_code=204,
    )
    def erase(conversation_id: str) -> Response[None]:
        messaging.erase(actor(), conversation_id)
        return Response(204)


def _add_own_side(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    one = "/v1/conversations/<conversation_id>"

    @app.put(f"{one}/arrangement", summary="Archive, mute or pin a conversation", tags=["messaging"])
    def arrange(conversation_id: str, body: conversations.ArrangementIn) -> conversations.ConversationOut:
        return conversations.ConversationOut.of(messaging.arrange(actor(), conversation_id, body.arrangement()))

    @app.put(f"{one}/blocked/<account_id>", summary="Let somebody write to you no more", tags=["messaging"])
    def block(conversation_id: str, account_id: str) -> conversations.BlockedOut:
        found = messaging.block(actor(), conversation_id, account_id, is_on=True)
        return conversations.BlockedOut(account_ids=sorted(found))

    @app.delete(f"{one}/blocked/<account_id>", summary="Let somebody write to you again", tags=["messaging"])
    def unblock(conversation_id: str, account_id: str) -> conversations.BlockedOut:
        found = messaging.block(actor(), conversation_id, account_id, is_on=False)
        return conversations.BlockedOut(account_ids=sorted(found))


handler = http(create_app, wiring.wire, keyless=KEYLESS)
