"""HTTP edge of the ledger: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.kernel.types import CurrencyCode
from guildhall.ledger import wiring
from guildhall.ledger.schemas import StatementOut
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

AccountId = Annotated[str, Path(pattern="^acc_[A-Za-z0-9_]{1,64}$")]
Currency = Annotated[CurrencyCode, Query()]
Limit = Annotated[int, Query(ge=1, le=100)]


def create_app(ledger: wiring.Ledger) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/statements/<expert_id>", summary="Show what an expert has earned", tags=["ledger"])
    def show_statement(
        expert_id: AccountId, currency: Currency, limit: Limit = 20, cursor: str | None = None
    ) -> StatementOut:
        list_name = f"statement:{expert_id}:{currency}"
        position = ledger.cursors.read(cursor, list_name)
        statement = ledger.show_statement(actor(), expert_id, currency, limit, position)
        return StatementOut.of(expert_id, statement, ledger.cursors.write(statement.position, list_name))

    return app


handler = http(create_app, wiring.wire)
