"""HTTP edge of payouts: where an expert's money goes, and what was sent there."""

from typing import Annotated

from guildhall.payments import schemas
from guildhall.payments.models.rails import Wallet
from guildhall.payments.wiring.payouts import PayoutDesk, wire_payouts
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Language = Annotated[str | None, Header(alias="Accept-Language", description="Language of the texts: en or fr.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Payouts a page.")]


def create_app(desk: PayoutDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_payouts(app, desk)
    _add_wallets(app, desk)
    _add_rates(app, desk)
    return app


def _asked(account: schemas.PayoutAccountOut) -> Response[schemas.PayoutAccountOut]:
    return Response(202, "application/json", account, headers={"Location": "/v1/payout-account"})


def _add_payouts(app: APIGatewayHttpResolver, desk: PayoutDesk) -> None:
    @app.get("/v1/payout-account", summary="Show your payout account", tags=["payments"])
    def show_payout_account(*, language: Language = None) -> schemas.PayoutAccountOut:
        account = desk.show_payout_account(actor())
        if account is None:
            return schemas.PayoutAccountOut.none(actor().account_id)
        return schemas.PayoutAccountOut.of(account, language)

    @app.post("/v1/payout-account/check", summary="Ask the provider about it now", tags=["payments"], status_code=202)
    def check_payout_account(*, language: Language = None) -> Response[schemas.PayoutAccountOut]:
        return _asked(schemas.PayoutAccountOut.of(desk.check_payout_account(actor()), language))

    @app.get("/v1/payouts", summary="List what was sent to your bank", tags=["payments"])
    def list_payouts(*, limit: Limit = 20, cursor: Cursor = None) -> schemas.BankPayoutsOut:
        listed = f"payouts:{actor().account_id}"
        found, following = desk.list_payouts(actor(), limit, desk.cursors.read(cursor, listed))
        return schemas.BankPayoutsOut(
            items=[schemas.BankPayoutOut.of(each) for each in found], next_cursor=desk.cursors.write(following, listed)
        )

    @app.post(
        "/v1/payout-account",
        summary="Open your payout account, or a new page of it",
        tags=["payments"],
        status_code=202,
    )
    def open_payout_account(
        body: schemas.PayoutAccountIn, *, language: Language = None
    ) -> Response[schemas.PayoutAccountOut]:
        return _asked(
            schemas.PayoutAccountOut.of(desk.open_payout_account(actor(), body.country, body.email), language)
        )


def _add_wallets(app: APIGatewayHttpResolver, desk: PayoutDesk) -> None:
    @app.get("/v1/payout-wallets", summary="List your payout wallets", tags=["payments"])
    def list_payout_wallets() -> schemas.PayoutWalletsOut:
        return schemas.PayoutWalletsOut(
            items=[schemas.PayoutWalletOut.of(each) for each in desk.list_payout_wallets(actor())]
        )

    @app.put("/v1/payout-wallets/<currency>", summary="Say on which wallet you are paid", tags=["payments"])
    def set_payout_wallet(currency: str, body: schemas.PayoutWalletIn) -> schemas.PayoutWalletOut:
        wallet = Wallet(body.phone, body.operator)
        return schemas.PayoutWalletOut.of(desk.set_payout_wallet(actor(), currency, body.rail, wallet))


def _add_rates(app: APIGatewayHttpResolver, desk: PayoutDesk) -> None:
    @app.get("/v1/treasury-rates", summary="List the rates between the platform's floats", tags=["payments"])
    def list_rates() -> schemas.RatesOut:
        return schemas.RatesOut(items=[schemas.RateOut.of(each) for each in desk.list_rates(actor())])

    @app.put("/v1/treasury-rates/<sold>/<bought>", summary="Say what one currency buys", tags=["payments"])
    def set_rate(sold: str, bought: str, body: schemas.RateIn) -> schemas.RateOut:
        return schemas.RateOut.of(desk.set_rate(actor(), sold, bought, body.rate, body.source))


handler = http(create_app, wire_payouts)
