"""HTTP edge of payments: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.payments import wiring
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.rails import BY_CARD, Wallet
from guildhall.payments.schemas import (
    AttentionOut,
    AttentionsOut,
    BankPayoutOut,
    BankPayoutsOut,
    CloseAttentionIn,
    FundIn,
    MethodOut,
    MethodsOut,
    PaymentOut,
    PaymentsOut,
    PayoutAccountIn,
    PayoutAccountOut,
    PayoutWalletIn,
    PayoutWalletOut,
    PayoutWalletsOut,
    QuoteOut,
)
from guildhall.platform.context import actor
from guildhall.platform.edge import http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Header, Query

HowToPay = Annotated[FundIn | None, Body()]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Language = Annotated[str | None, Header(alias="Accept-Language", description="Language of the texts: en or fr.")]
Limit = Annotated[int, Query(ge=1, le=100, description="Payouts a page.")]
ContractId = Annotated[str, Query(min_length=1, max_length=100)]


def create_app(desk: wiring.PaymentsDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_payments(app, desk)
    _add_moves(app, desk)
    _add_payouts(app, desk)
    _add_wallets(app, desk)
    _add_attention(app, desk)
    return app


def _shown(desk: wiring.PaymentsDesk, payment: ProtectedPayment) -> PaymentOut:
    return PaymentOut.of(payment, actor(), desk.publishable_key)


def _accepted(desk: wiring.PaymentsDesk, payment: ProtectedPayment) -> Response[PaymentOut]:
    # The provider is asked afterwards: the address tells where to look for what it said.
    where = f"/v1/payments/{payment.milestone_id}"
    return Response(202, "application/json", _shown(desk, payment), headers={"Location": where})


def _asked(account: PayoutAccountOut) -> Response[PayoutAccountOut]:
    return Response(202, "application/json", account, headers={"Location": "/v1/payout-account"})


def _add_payments(app: APIGatewayHttpResolver, desk: wiring.PaymentsDesk) -> None:
    @app.get("/v1/milestones/<milestone_id>/quote", summary="Show what becomes of the money", tags=["payments"])
    def quote(milestone_id: str) -> QuoteOut:
        payment = desk.access(actor(), milestone_id)
        return QuoteOut.of(desk.quote(actor(), milestone_id), payment.currency)

    @app.get("/v1/payments", summary="List the payments of a contract", tags=["payments"])
    def list_payments(contract_id: ContractId) -> PaymentsOut:
        return PaymentsOut(items=[_shown(desk, payment) for payment in desk.list_payments(actor(), contract_id)])

    @app.get("/v1/payments/<milestone_id>", summary="Show a protected payment", tags=["payments"])
    def show_payment(milestone_id: str) -> Response[PaymentOut]:
        payment = desk.access(actor(), milestone_id)
        return ok(_shown(desk, payment), version=payment.version)


def _add_moves(app: APIGatewayHttpResolver, desk: wiring.PaymentsDesk) -> None:
    @app.post("/v1/milestones/<milestone_id>/fund", summary="Open an attempt to pay", tags=["payments"])
    def fund(milestone_id: str, body: HowToPay = None) -> Response[PaymentOut]:
        choice = body.choice() if body else BY_CARD
        return _accepted(desk, desk.fund(actor(), milestone_id, choice))

    @app.get("/v1/milestones/<milestone_id>/payment-methods", summary="List the ways to pay", tags=["payments"])
    def list_methods(milestone_id: str) -> MethodsOut:
        return MethodsOut(items=[MethodOut.of(each) for each in desk.list_methods(actor(), milestone_id)])

    @app.post("/v1/payments/<milestone_id>/cancel", summary="End a payment that holds no money", tags=["payments"])
    def cancel(milestone_id: str) -> Response[PaymentOut]:
        return _accepted(desk, desk.cancel(actor(), milestone_id))

    @app.post("/v1/payments/<milestone_id>/refund", summary="Give held money back", tags=["payments"])
    def refund(milestone_id: str) -> Response[PaymentOut]:
        return _accepted(desk, desk.refund(actor(), milestone_id))

    @app.post("/v1/payments/<milestone_id>/thaw", summary="Let a reviewed payment go on", tags=["payments"])
    def thaw(milestone_id: str) -> PaymentOut:
        return _shown(desk, desk.thaw(actor(), milestone_id))


def _add_payouts(app: APIGatewayHttpResolver, desk: wiring.PaymentsDesk) -> None:
    @app.get("/v1/payout-account", summary="Show your payout account", tags=["payments"])
    def show_payout_account(*, language: Language = None) -> PayoutAccountOut:
        return PayoutAccountOut.of(desk.show_payout_account(actor()), language)

    @app.post("/v1/payout-account/check", summary="Ask the provider about it now", tags=["payments"])
    def check_payout_account(*, language: Language = None) -> Response[PayoutAccountOut]:
        return _asked(PayoutAccountOut.of(desk.check_payout_account(actor()), language))

    @app.get("/v1/payouts", summary="List what was sent to your bank", tags=["payments"])
    def list_payouts(*, limit: Limit = 20, cursor: Cursor = None) -> BankPayoutsOut:
        listed = f"payouts:{actor().account_id}"
        found, following = desk.list_payouts(actor(), limit, desk.cursors.read(cursor, listed))
        return BankPayoutsOut(
            items=[BankPayoutOut.of(each) for each in found], next_cursor=desk.cursors.write(following, listed)
        )

    @app.post("/v1/payout-account", summary="Open your payout account, or a new page of it", tags=["payments"])
    def open_payout_account(body: PayoutAccountIn, *, language: Language = None) -> Response[PayoutAccountOut]:
        return _asked(PayoutAccountOut.of(desk.open_payout_account(actor(), body.country, body.email), language))


def _add_wallets(app: APIGatewayHttpResolver, desk: wiring.PaymentsDesk) -> None:
    @app.get("/v1/payout-wallets", summary="List your payout wallets", tags=["payments"])
    def list_payout_wallets() -> PayoutWalletsOut:
        return PayoutWalletsOut(items=[PayoutWalletOut.of(each) for each in desk.list_payout_wallets(actor())])

    @app.put("/v1/payout-wallets/<currency>", summary="Say on which wallet you are paid", tags=["payments"])
    def set_payout_wallet(currency: str, body: PayoutWalletIn) -> PayoutWalletOut:
        wallet = Wallet(body.phone, body.operator)
        return PayoutWalletOut.of(desk.set_payout_wallet(actor(), currency, body.rail, wallet))


def _add_attention(app: APIGatewayHttpResolver, desk: wiring.PaymentsDesk) -> None:
    @app.get("/v1/payment-attention", summary="List what waits for a person", tags=["payments"])
    def list_attention() -> AttentionsOut:
        return AttentionsOut(items=[AttentionOut.of(each) for each in desk.list_attention(actor())])

    @app.post("/v1/payment-attention/<about>/close", summary="Say what was done about it", tags=["payments"])
    def close_attention(about: str, body: CloseAttentionIn) -> AttentionOut:
        return AttentionOut.of(desk.close_attention(actor(), about, body.reason, body.note))


handler = http(create_app, wiring.wire)
