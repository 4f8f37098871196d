"""HTTP edge of the ledger: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.kernel.types import CurrencyCode, Day
from guildhall.ledger.models import Period
from guildhall.ledger.schemas import BalanceOut, BalancesOut, StatementOut
from guildhall.ledger.schemas.statements import COLUMNS, rows_of
from guildhall.ledger.wiring.desk import Ledger, wire_ledger
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET, MOST_ROWS, part, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

AccountId = Annotated[str, Path(pattern="^acc_[A-Za-z0-9_]{1,64}$")]
Currency = Annotated[CurrencyCode, Query()]
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
FromOn = Annotated[Day | None, Query(description="First day, in UTC; without it, from the beginning.")]
ToOn = Annotated[Day | None, Query(description="Last day, in UTC; without it, until now.")]


def create_app(ledger: Ledger) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_statements(app, ledger)
    return app


def _add_statements(app: APIGatewayHttpResolver, ledger: Ledger) -> None:
    @app.get("/v1/balances/<account_id>", summary="Show what is yours, by kind and currency", tags=["ledger"])
    def show_balances(account_id: AccountId) -> BalancesOut:
        return BalancesOut(items=[BalanceOut.of(each) for each in ledger.show_balances(actor(), account_id)])

    @app.get("/v1/statements/<expert_id>", summary="Show what an expert has earned", tags=["ledger"])
    def show_statement(
        expert_id: AccountId, currency: Currency, *, limit: Limit = 20, cursor: Cursor = None,
        from_on: FromOn = None, to_on: ToOn = None,
    ) -> StatementOut:  # fmt: skip
        period = Period(from_on, to_on)
        listed = f"statement:{expert_id}:{currency}:{from_on}:{to_on}"
        statement = ledger.show_statement(
            actor(), expert_id, currency, period, limit=limit, position=ledger.cursors.read(cursor, listed)
        )
        return StatementOut.of(expert_id, period, statement, ledger.cursors.write(statement.position, listed))

    @app.get(
        "/v1/statements/<expert_id>/export",
        summary="Save what an expert has earned as a file, oldest first", tags=["ledger"], responses=IS_SHEET,
    )  # fmt: skip
    def export_statement(
        expert_id: AccountId, currency: Currency, cursor: Cursor = None, from_on: FromOn = None, to_on: ToOn = None
    ) -> Response[str]:
        period = Period(from_on, to_on)
        listed = f"statement-file:{expert_id}:{currency}:{from_on}:{to_on}"
        position = ledger.cursors.read(cursor, listed)
        statement = ledger.show_statement(
            actor(), expert_id, currency, period, limit=MOST_ROWS, position=position, newest_first=False
        )
        path, following = f"/v1/statements/{expert_id}/export", ledger.cursors.write(statement.position, listed)
        link = part(path, following, currency=currency, from_on=from_on, to_on=to_on)
        rows = rows_of(statement, period, is_first=position is None)
        return sheet(f"statement-{expert_id}-{currency}", COLUMNS, rows, link)


handler = http(create_app, wire_ledger)
