"""HTTP edge of figures: how much is written, and how soon people answer."""

from typing import Annotated

from guildhall.kernel.types import Moment
from guildhall.messaging.models.figures import Period
from guildhall.messaging.schemas.figures import COLUMNS, ConversationFiguresOut, PersonFiguresOut
from guildhall.messaging.schemas.messages import AccountId
from guildhall.messaging.wiring import figures as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

FIGURES = "/v1/message-figures"
Since = Annotated[Moment, Query()]
Until = Annotated[Moment, Query(description="Not included; at most 92 days later.")]
Account = Annotated[AccountId | None, Query(description="For administrators: of somebody else.")]


def create_app(counting: wiring.Counting) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def of_person(since: Moment, until: Moment, account_id: str | None) -> PersonFiguresOut:
        who = account_id or actor().account_id
        return PersonFiguresOut.of(counting.person(actor(), who, Period(since, until)), who)

    @app.get(FIGURES, summary="See how much you write and how soon you answer", tags=["messaging"])
    def show_person(since: Since, until: Until, account_id: Account = None) -> PersonFiguresOut:
        return of_person(since, until, account_id)

    @app.get(f"{FIGURES}/sheet", summary="Save these figures as CSV", tags=["messaging"], responses=IS_SHEET)
    def save_person(since: Since, until: Until, account_id: Account = None) -> Response[str]:
        return sheet("message-figures", COLUMNS, of_person(since, until, account_id).rows())

    @app.get(f"{FIGURES}/conversations/<conversation_id>", summary="See who writes how much there", tags=["messaging"])
    def show_conversation(conversation_id: str, since: Since, until: Until) -> ConversationFiguresOut:
        return ConversationFiguresOut.of(counting.conversation(actor(), conversation_id, Period(since, until)))

    return app


handler = http(create_app, wiring.wire_figures)
