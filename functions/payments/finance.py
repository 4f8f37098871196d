"""Finance edge of payments: everybody's money as it stands, and in what the provider and our books differ."""

from collections.abc import Sequence
from typing import Annotated

from guildhall.kernel.types import Day
from guildhall.payments.schemas import finance as shapes
from guildhall.payments.schemas import reconciling as compared
from guildhall.payments.wiring.reconciling import PaymentsFinance, wire_finance
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET, part, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Month = Annotated[str, Query(pattern=r"^20\d\d-(0[1-9]|1[0-2])$", description="In which it was opened, in UTC.")]
State = Annotated[str | None, Query(pattern="^[a-z_]{2,20}$", description="Only those in this state.")]
FromOn = Annotated[Day, Query(description="First day, in UTC.")]
ToOn = Annotated[Day, Query(description="Last day, in UTC; a month after the first at most.")]
Status = Annotated[shapes.PayoutStatus | None, Query(description="Only those, in the provider's word.")]
LIST, FILE = "differences", "/v1/finance/differences/export"
ROOT = "/v1/finance"
TAGS = ["finance"]
MOST = 100


def create_app(finance: PaymentsFinance) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_differences(app, finance)
    _add_payments(app, finance)
    _add_success(app, finance)
    _add_waiting(app, finance)
    _add_payouts(app, finance)
    _add_chargebacks(app, finance)
    return app


def _saved(name: str, rows: Sequence[shapes.Row], kind: type[shapes.Row], link: str | None = None) -> Response[str]:
    return sheet(name, kind.columns(), (each.row() for each in rows), link)


def _add_differences(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    @app.get("/v1/finance/differences", summary="List in what a provider and our books differ", tags=TAGS)
    def list_differences(limit: Limit = 20, cursor: Cursor = None) -> compared.DifferencesOut:
        found, following = finance.list_differences(actor(), limit, finance.cursors.read(cursor, LIST))
        items = [compared.DifferenceOut.of(each) for each in found]
        return compared.DifferencesOut(items=items, next_cursor=finance.cursors.write(following, LIST))

    @app.get(FILE, summary="Save in what a provider and our books differ", tags=TAGS, responses=IS_SHEET)
    def export_differences(cursor: Cursor = None) -> Response[str]:
        found, following = finance.list_differences(actor(), MOST, finance.cursors.read(cursor, LIST))
        rows = (compared.DifferenceOut.of(each).row() for each in found)
        link = part(FILE, finance.cursors.write(following, LIST))
        return sheet("differences", compared.DIFFERENCE_COLUMNS, rows, link)

    @app.post("/v1/finance/differences/<difference_id>/resolve", summary="Say what was done", tags=TAGS)
    def resolve_difference(difference_id: str, body: compared.ResolveDifferenceIn) -> compared.DifferenceOut:
        return compared.DifferenceOut.of(finance.resolve_difference(actor(), difference_id, body.note))


def _add_payments(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    def page(month: str, state: str | None, limit: int, cursor: str | None) -> shapes.PaymentRowsOut:
        listed = f"payments:{month}:{state}"
        position = finance.cursors.read(cursor, listed)
        found, following = finance.list_payments(actor(), month, state, limit, position)
        items = [shapes.PaymentRowOut.model_validate(each) for each in found]
        return shapes.PaymentRowsOut(items=items, next_cursor=finance.cursors.write(following, listed))

    @app.get(ROOT + "/payments", summary="List the payments that a month opened", tags=TAGS)
    def list_finance_payments(
        month: Month, state: State = None, limit: Limit = 50, cursor: Cursor = None
    ) -> shapes.PaymentRowsOut:
        return page(month, state, limit, cursor)

    @app.get(ROOT + "/payments/export", summary="Save the payments of a month", tags=TAGS, responses=IS_SHEET)
    def export_finance_payments(month: Month, state: State = None, cursor: Cursor = None) -> Response[str]:
        found = page(month, state, MOST, cursor)
        link = part(ROOT + "/payments/export", found.next_cursor, month=month, state=state)
        return _saved(f"payments-{month}", found.items, shapes.PaymentRowOut, link)


def _add_success(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    def days(from_on: Day, to_on: Day) -> list[shapes.SuccessOut]:
        return [shapes.SuccessOut.model_validate(each) for each in finance.measure_success(actor(), from_on, to_on)]

    @app.get(ROOT + "/success", summary="Measure how many payments succeed", tags=TAGS)
    def list_success(from_on: FromOn, to_on: ToOn, limit: Limit = 50, cursor: Cursor = None) -> shapes.SuccessesOut:
        found, listed = days(from_on, to_on), f"success:{from_on}:{to_on}"
        shown, following = finance.cursors.part(found, cursor, listed, limit)
        return shapes.SuccessesOut(items=list(shown), next_cursor=following)

    @app.get(ROOT + "/success/export", summary="Save how many payments succeed", tags=TAGS, responses=IS_SHEET)
    def export_success(from_on: FromOn, to_on: ToOn) -> Response[str]:
        return _saved(f"success-{from_on}-{to_on}", days(from_on, to_on), shapes.SuccessOut)


def _add_waiting(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    def waiting() -> list[shapes.WaitingOut]:
        return [shapes.WaitingOut.of(each) for each in finance.list_waiting(actor())]

    @app.get(ROOT + "/waiting", summary="List money that is to move and has not", tags=TAGS)
    def list_waiting(limit: Limit = 50, cursor: Cursor = None) -> shapes.WaitingsOut:
        shown, following = finance.cursors.part(waiting(), cursor, "waiting", limit)
        return shapes.WaitingsOut(items=list(shown), next_cursor=following)

    @app.get(ROOT + "/waiting/export", summary="Save what waits to move", tags=TAGS, responses=IS_SHEET)
    def export_waiting() -> Response[str]:
        return _saved("waiting", waiting(), shapes.WaitingOut)


def _add_payouts(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    def page(status: str | None, limit: int, cursor: str | None) -> shapes.UnsettledPayoutsOut:
        listed = f"unsettled-payouts:{status}"
        found, following = finance.list_payouts(actor(), status, limit, finance.cursors.read(cursor, listed))
        items = [shapes.UnsettledPayoutOut.model_validate(each) for each in found]
        return shapes.UnsettledPayoutsOut(items=items, next_cursor=finance.cursors.write(following, listed))

    @app.get(ROOT + "/payouts", summary="List payouts that have not arrived", tags=TAGS)
    def list_unsettled_payouts(
        status: Status = None, limit: Limit = 50, cursor: Cursor = None
    ) -> shapes.UnsettledPayoutsOut:
        return page(status, limit, cursor)

    @app.get(ROOT + "/payouts/export", summary="Save payouts that have not arrived", tags=TAGS, responses=IS_SHEET)
    def export_unsettled_payouts(status: Status = None, cursor: Cursor = None) -> Response[str]:
        found = page(status, MOST, cursor)
        link = part(ROOT + "/payouts/export", found.next_cursor, status=status)
        return _saved("payouts", found.items, shapes.UnsettledPayoutOut, link)


def _add_chargebacks(app: APIGatewayHttpResolver, finance: PaymentsFinance) -> None:
    def chargebacks() -> list[shapes.OpenChargebackOut]:
        return [shapes.OpenChargebackOut.model_validate(each) for each in finance.list_chargebacks(actor())]

    @app.get(ROOT + "/chargebacks", summary="List what cardholders' banks have not decided", tags=TAGS)
    def list_open_chargebacks(limit: Limit = 50, cursor: Cursor = None) -> shapes.OpenChargebacksOut:
        shown, following = finance.cursors.part(chargebacks(), cursor, "open-chargebacks", limit)
        return shapes.OpenChargebacksOut(items=list(shown), next_cursor=following)

    @app.get(ROOT + "/chargebacks/export", summary="Save open chargebacks", tags=TAGS, responses=IS_SHEET)
    def export_open_chargebacks() -> Response[str]:
        return _saved("chargebacks", chargebacks(), shapes.OpenChargebackOut)


handler = http(create_app, wire_finance)
