"""HTTP edge of what was said: search it, take it away, count it, get a copy of everything."""

from typing import Annotated

from guildhall.kernel.types import Moment
from guildhall.messaging import wiring
from guildhall.messaging.models import MessageKind, Search
from guildhall.messaging.models.figures import Period
from guildhall.messaging.models.templates import Language
from guildhall.messaging.schemas import finding, messages
from guildhall.messaging.schemas.copies import DataCopiesOut, DataCopyOut
from guildhall.messaging.schemas.figures import COLUMNS, ConversationFiguresOut, PersonFiguresOut
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_PDF, IS_SHEET, part, pdf, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

EXPORT = "/v1/conversations/<conversation_id>/export"
FIGURES = "/v1/message-figures"
COPIES = "/v1/data-copies"
BODILESS = frozenset({COPIES})
Since = Annotated[Moment, Query()]
Until = Annotated[Moment, Query(description="Not included; at most 92 days later.")]
Account = Annotated[messages.AccountId | None, Query(description="For administrators: of somebody else.")]


def create_app(messaging: wiring.Messaging) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/chat/search", summary="Search what was said in your conversations", tags=["messaging"])
    def search(
        *,
        words: Annotated[
            str,
            Query(
                max_length=finding.LONGEST_SEARCH, description="Each begins a word of a message or of a file's name."
            ),
        ] = "",
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

    @app.get(EXPORT, summary="Take a conversation with you", tags=["messaging"])
    def export(
        conversation_id: str, cursor: Annotated[messages.Cursor | None, Query()] = None
    ) -> finding.ConversationExportOut:
        return messaging.prints.exports(actor(), conversation_id, cursor)

    @app.get(f"{EXPORT}/pdf", summary="Take a conversation with you on paper", tags=["messaging"], responses=IS_PDF)
    def print_(
        conversation_id: str,
        language: Annotated[Language, Query()] = "en",
        cursor: Annotated[messages.Cursor | None, Query()] = None,
    ) -> Response[str]:
        printed = messaging.prints(actor(), conversation_id, cursor, language)
        path = f"{EXPORT}/pdf".replace("<conversation_id>", conversation_id)
        return pdf(conversation_id, printed.content, part(path, printed.next_cursor, language=language))

    _add_figures(app, messaging)
    _add_copies(app, messaging)
    return app


def _add_figures(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    def of_person(since: Moment, until: Moment, account_id: str | None) -> PersonFiguresOut:
        who = account_id or actor().account_id
        return PersonFiguresOut.of(messaging.figures.person(actor(), who, Period(since, until)), who)

    @app.get(FIGURES, summary="See how much you write and how soon you answer", tags=["messaging"])
    def show_person(since: Since, until: Until, account_id: Account = None) -> PersonFiguresOut:
        return of_person(since, until, account_id)

    @app.get(f"{FIGURES}/sheet", summary="Save these figures as CSV", tags=["messaging"], responses=IS_SHEET)
    def save_person(since: Since, until: Until, account_id: Account = None) -> Response[str]:
        return sheet("message-figures", COLUMNS, of_person(since, until, account_id).rows())

    @app.get(f"{FIGURES}/conversations/<conversation_id>", summary="See who writes how much there", tags=["messaging"])
    def show_conversation(conversation_id: str, since: Since, until: Until) -> ConversationFiguresOut:
        counted = messaging.figures.conversation(actor(), conversation_id, Period(since, until))
        return ConversationFiguresOut.of(counted)


def _add_copies(app: APIGatewayHttpResolver, messaging: wiring.Messaging) -> None:
    @app.post(COPIES, summary="Ask for a copy of your data", tags=["messaging"], status_code=202)
    def ask_for_copy() -> Response[DataCopyOut]:
        copy = messaging.copies.ask(actor())
        where = f"{COPIES}/{copy.copy_id}"
        return Response(202, "application/json", DataCopyOut.of(copy), headers={"Location": where})

    @app.get(COPIES, summary="See the copy of your data that you asked for", tags=["messaging"])
    def list_copies() -> DataCopiesOut:
        found = messaging.copies.see.latest(actor())
        return DataCopiesOut(items=[DataCopyOut.of(found)] if found else [])

    @app.get(f"{COPIES}/<copy_id>", summary="Get addresses to download a copy from", tags=["messaging"])
    def show_copy(copy_id: str) -> DataCopyOut:
        return DataCopyOut.of(*messaging.copies.see(actor(), copy_id))


handler = http(create_app, wiring.wire, bodiless=BODILESS)
