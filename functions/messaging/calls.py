"""HTTP edge of calls: start one, answer, decline, leave, see it."""

from typing import Annotated

from guildhall.messaging.models.calls import SeatState
from guildhall.messaging.schemas import calls
from guildhall.messaging.wiring import calls as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path


def create_app(calling: wiring.Calling) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    every = "/v1/conversations/<conversation_id>/calls"
    one = f"{every}/<call_id>"

    @app.get(every, summary="See the call of a conversation, if there is one", tags=["messaging"])
    def list_calls(conversation_id: str) -> calls.CallsOut:
        found = calling.show.ongoing(actor(), conversation_id)
        return calls.CallsOut(items=[calls.CallOut.of(call) for call in found])

    @app.get(one, summary="Show a call", tags=["messaging"])
    def show_call(conversation_id: str, call_id: str) -> calls.CallOut:
        return calls.CallOut.of(calling.show.one(actor(), conversation_id, call_id))

    @app.put(one, summary="Call the others of a conversation", tags=["messaging"])
    def start_call(
        conversation_id: str,
        call_id: Annotated[calls.CallId, Path(description="`cal_` and a ULID that your client makes.")],
        body: calls.CallIn,
    ) -> calls.CallJoinedOut:
        return calls.CallJoinedOut.of_pair(*calling.start(actor(), conversation_id, call_id, body.medium))

    @app.put(f"{one}/seat", summary="Answer a call, decline it, or leave it", tags=["messaging"])
    def take_seat(conversation_id: str, call_id: str, body: calls.SeatIn) -> calls.CallJoinedOut:
        which = (actor(), conversation_id, call_id)
        if body.state == "joined":
            return calls.CallJoinedOut.of_pair(*calling.seat.join(*which, join_id=body.join_id))
        left = calling.seat.give_up(*which, SeatState(body.state), join_id=body.join_id, since=body.since)
        return calls.CallJoinedOut.of_pair(left, None)

    return app


handler = http(create_app, wiring.wire_calls)
