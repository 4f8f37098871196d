"""Finance edge of local rails: the files that they send, filed to be compared with our books."""

from typing import Annotated

from guildhall.payments.models.rail_statements import FiledStatement
from guildhall.payments.schemas.statements import FiledStatementOut, FiledStatementsOut, FileStatementIn, RailName
from guildhall.payments.wiring.reconciling import StatementDesk, wire_statements
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
OfRail = Annotated[RailName, Query(description="Such as jazzcash.")]
ALL = "/v1/finance/rail-statements"
TAGS = ["finance"]


def create_app(desk: StatementDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get(ALL, summary="List which days of a rail were compared", tags=TAGS)
    def list_statements(rail: OfRail, limit: Limit = 31, cursor: Cursor = None) -> FiledStatementsOut:
        listed = f"rail-statements:{rail}"
        found, following = desk.list_statements(actor(), rail, limit, desk.cursors.read(cursor, listed))
        items = [FiledStatementOut.model_validate(each) for each in found]
        return FiledStatementsOut(items=items, next_cursor=desk.cursors.write(following, listed))

    @app.post(ALL, summary="File what a rail says of a day", tags=TAGS, status_code=202)
    def file_statement(body: FileStatementIn) -> Response[FiledStatementOut]:
        filed: FiledStatement = desk.file(actor(), body.rail, body.day, body.text)
        # It is compared afterwards: the list tells what that brought.
        shown, where = FiledStatementOut.model_validate(filed), f"{ALL}?rail={filed.rail}"
        return Response(202, "application/json", shown, headers={"Location": where})

    return app


handler = http(create_app, wire_statements)
