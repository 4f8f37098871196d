"""HTTP edge of payments: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.payments import schemas
from guildhall.payments.models import ProtectedPayment
from guildhall.payments.models.rails import BY_CARD
from guildhall.payments.schemas.parts import AmountIn, ProposedSplitIn
from guildhall.payments.schemas.timeline import PaymentTimelineOut
from guildhall.payments.wiring.desk import PaymentsDesk, wire_desk
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

HowMuch = Annotated[AmountIn | None, Body()]
HowToPay = Annotated[schemas.FundIn | None, Body()]
ONE = "/v1/payments/<milestone_id>"
Part = Annotated[int | None, Query(ge=1, le=10**12, description="Of what is held; default: all.")]
ContractId = Annotated[str, Query(min_length=1, max_length=100)]


def create_app(desk: PaymentsDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_payments(app, desk)
    _add_moves(app, desk)
    _add_splits(app, desk)
    _add_attention(app, desk)
    return app


def _shown(desk: PaymentsDesk, payment: ProtectedPayment) -> schemas.PaymentOut:
    return schemas.PaymentOut.of(payment, actor(), desk.publishable_key)


def _accepted(desk: PaymentsDesk, payment: ProtectedPayment) -> Response[schemas.PaymentOut]:
    # The provider is asked afterwards: the address tells where to look for what it said.
    where = f"/v1/payments/{payment.milestone_id}"
    return Response(202, "application/json", _shown(desk, payment), headers={"Location": where})


def _add_payments(app: APIGatewayHttpResolver, desk: PaymentsDesk) -> None:
    @app.get("/v1/milestones/<milestone_id>/quote", summary="Show what becomes of the money", tags=["payments"])
    def quote(milestone_id: str) -> schemas.QuoteOut:
        payment = desk.access(actor(), milestone_id)
        return schemas.QuoteOut.of(desk.quote(actor(), milestone_id), payment.currency)

    @app.get(ONE + "/release-quote", summary="Show what becomes of a release", tags=["payments"])
    def quote_release(milestone_id: str, amount_minor: Part = None) -> schemas.ReleaseQuoteOut:
        return schemas.ReleaseQuoteOut.of(*desk.quote_release(actor(), milestone_id, amount_minor))

    @app.get("/v1/payments", summary="List the payments of a contract", tags=["payments"])
    def list_payments(contract_id: ContractId) -> schemas.PaymentsOut:
        return schemas.PaymentsOut(
            items=[_shown(desk, payment) for payment in desk.list_payments(actor(), contract_id)]
        )

    @app.get(ONE, summary="Show a protected payment", tags=["payments"])
    def show_payment(milestone_id: str) -> Response[schemas.PaymentOut]:
        payment = desk.access(actor(), milestone_id)
        return ok(_shown(desk, payment), version=payment.version)

    @app.get(ONE + "/timeline", summary="Show what happened to the money", tags=["payments"])
    def show_timeline(milestone_id: str) -> Response[PaymentTimelineOut]:
        payment, steps = desk.list_steps(actor(), milestone_id)
        return ok(PaymentTimelineOut.of(_shown(desk, payment), steps), version=payment.version)


def _add_moves(app: APIGatewayHttpResolver, desk: PaymentsDesk) -> None:
    @app.post(
        "/v1/milestones/<milestone_id>/fund", summary="Open an attempt to pay", tags=["payments"], status_code=202
    )
    def fund(milestone_id: str, body: HowToPay = None) -> Response[schemas.PaymentOut]:
        choice = body.choice() if body else BY_CARD
        return _accepted(desk, desk.fund(actor(), milestone_id, choice))

    @app.get("/v1/milestones/<milestone_id>/payment-methods", summary="List the ways to pay", tags=["payments"])
    def list_methods(milestone_id: str) -> schemas.MethodsOut:
        return schemas.MethodsOut(
            items=[schemas.MethodOut.of(each) for each in desk.list_methods(actor(), milestone_id)]
        )

    @app.post(ONE + "/release", summary="Pay the expert a part, or all, early", tags=["payments"], status_code=202)
    def release(milestone_id: str, body: AmountIn, match: IfMatch = None) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.release_early(actor(), milestone_id, body.amount_minor, if_match(match)))

    @app.post(ONE + "/refund", summary="Give held money back", tags=["payments"], status_code=202)
    def refund(milestone_id: str) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.refund(actor(), milestone_id))

    @app.post(ONE + "/refund-part", summary="Give a part of the held money back", tags=["payments"], status_code=202)
    def refund_part(milestone_id: str, body: AmountIn) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.refund(actor(), milestone_id, body.amount_minor))

    @app.post("/v1/milestones/<milestone_id>/fund-from-credit", summary="Pay out of your credit", tags=["payments"])
    def fund_from_credit(milestone_id: str) -> Response[schemas.PaymentOut]:
        payment = desk.fund_from_credit(actor(), milestone_id)
        return ok(_shown(desk, payment), version=payment.version)

    @app.post(
        ONE + "/repay-credit", summary="Have credit sent to your card once more", tags=["payments"], status_code=202
    )
    def repay_credit(milestone_id: str, body: HowMuch = None) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.repay_credit(actor(), milestone_id, body.amount_minor if body else None))

    @app.post(ONE + "/thaw", summary="Let a reviewed payment go on", tags=["payments"])
    def thaw(milestone_id: str) -> schemas.PaymentOut:
        return _shown(desk, desk.thaw(actor(), milestone_id))

    @app.post(
        ONE + "/refund-unpayable",
        summary="Give back what cannot be paid to its expert",
        tags=["payments"],
        status_code=202,
    )
    def refund_unpayable(milestone_id: str) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.refund_unpayable(actor(), milestone_id))


def _add_splits(app: APIGatewayHttpResolver, desk: PaymentsDesk) -> None:
    @app.post(ONE + "/splits", summary="Propose how to part what is held", tags=["payments"])
    def propose(milestone_id: str, body: ProposedSplitIn, match: IfMatch = None) -> Response[schemas.PaymentOut]:
        parts = (body.to_client_minor, body.to_expert_minor)
        payment = desk.propose_split(actor(), milestone_id, parts, body.reason, if_match(match))
        return ok(_shown(desk, payment), version=payment.version)

    @app.post(ONE + "/splits/<number>/accept", summary="Part the money as proposed", tags=["payments"], status_code=202)
    def accept(milestone_id: str, number: int) -> Response[schemas.PaymentOut]:
        return _accepted(desk, desk.answer_split(actor(), milestone_id, number, is_accepted=True))

    @app.post(ONE + "/splits/<number>/decline", summary="Decline a proposal, or withdraw it", tags=["payments"])
    def decline(milestone_id: str, number: int) -> Response[schemas.PaymentOut]:
        payment = desk.answer_split(actor(), milestone_id, number, is_accepted=False)
        return ok(_shown(desk, payment), version=payment.version)


def _add_attention(app: APIGatewayHttpResolver, desk: PaymentsDesk) -> None:
    @app.get("/v1/payment-attention", summary="List what waits for a person", tags=["payments"])
    def list_attention() -> schemas.AttentionsOut:
        return schemas.AttentionsOut(items=[schemas.AttentionOut.of(each) for each in desk.list_attention(actor())])

    @app.post("/v1/payment-attention/<about>/close", summary="Say what was done about it", tags=["payments"])
    def close_attention(about: str, body: schemas.CloseAttentionIn) -> schemas.AttentionOut:
        return schemas.AttentionOut.of(desk.close_attention(actor(), about, body.reason, body.note))


handler = http(create_app, wire_desk)
