"""Finance edge of the ledger: what finance staff see of the books, and corrections by four eyes."""

from typing import Annotated

from guildhall.kernel.types import CurrencyCode, Day
from guildhall.ledger.models import Period
from guildhall.ledger.schemas import finance as shapes
from guildhall.ledger.use_cases.finance import FEES, TAXES
from guildhall.ledger.wiring.desk import Ledger, wire_ledger
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http
from guildhall.platform.edge.sheets import IS_SHEET, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
FromOn = Annotated[Day, Query(description="First day, in UTC.")]
ToOn = Annotated[Day, Query(description="Last day, in UTC; a year after the first at most.")]
By = Annotated[shapes.By, Query(description="One total a day, a month, or for the whole period.")]
About = Annotated[str, Query(min_length=1, max_length=120, description="Such as a milestone.")]
On = Annotated[Day, Query(description="The day, in UTC.")]
Currency = Annotated[CurrencyCode, Query()]
Provider = Annotated[str, Query(pattern="^[a-z_]{2,30}$", description="Such as stripe.")]
OfKind = Annotated[shapes.Kind | None, Query(description="Only entries of this kind.")]
AnyCurrency = Annotated[CurrencyCode | None, Query()]
Age = Annotated[int, Query(ge=0, le=366, description="Days since the money came, at least.")]
KINDS = {"fees": FEES, "taxes": TAXES}


def create_app(ledger: Ledger) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_state(app, ledger)
    for name, title in (("fees", "Show what the platform earned and spent"), ("taxes", "Show what tax is due")):
        _add_totals(app, ledger, name, title)
    _add_movements(app, ledger)
    _add_holds(app, ledger)
    _add_corrections(app, ledger)
    return app


def _add_state(app: APIGatewayHttpResolver, ledger: Ledger) -> None:
    @app.get("/v1/finance/coverage", summary="Show whether what we hold covers what we owe", tags=["finance"])
    def show_coverage() -> shapes.CoveragesOut:
        return shapes.CoveragesOut(items=[shapes.CoverageOut.of(each) for each in ledger.show_coverage(actor())])

    @app.get("/v1/finance/coverage/export", summary="Save the coverage", tags=["finance"], responses=IS_SHEET)
    def export_coverage() -> Response[str]:
        rows = (shapes.CoverageOut.of(each).row() for each in ledger.show_coverage(actor()))
        return sheet("coverage", shapes.COVERAGE_COLUMNS, rows)

    @app.get("/v1/finance/days", summary="List the closed days of the journal", tags=["finance"])
    def list_days(limit: Limit = 20, cursor: Cursor = None) -> shapes.ClosedDaysOut:
        found, following = ledger.list_closed_days(actor(), limit, ledger.cursors.read(cursor, "closed-days"))
        items = [shapes.ClosedDayOut.of(each) for each in found]
        return shapes.ClosedDaysOut(items=items, next_cursor=ledger.cursors.write(following, "closed-days"))

    @app.get("/v1/finance/fees/take-rate", summary="Show what of released money is kept", tags=["finance"])
    def show_take_rate(from_on: FromOn, to_on: ToOn, by: By = "month") -> shapes.TakeRatesOut:
        return shapes.TakeRatesOut.of(ledger.show_take_rate(actor(), Period(from_on, to_on), by))


def _add_movements(app: APIGatewayHttpResolver, ledger: Ledger) -> None:
    @app.get("/v1/finance/movements", summary="List a provider's movements of a day", tags=["finance"])
    def list_movements(
        on: On, currency: Currency, *, provider: Provider = "stripe", kind: OfKind = None, limit: Limit = 50,
        cursor: Cursor = None,
    ) -> shapes.MovementsOut:  # fmt: skip
        found = ledger.list_movements(actor(), provider, currency, on, frozenset({kind} if kind else ()))
        listed = f"movements:{provider}:{currency}:{on}:{kind}"
        shown, following = ledger.cursors.part(found, cursor, listed, limit)
        return shapes.MovementsOut(items=[shapes.MovementOut.of(each) for each in shown], next_cursor=following)

    @app.get(
        "/v1/finance/movements/export", summary="Save the movements of a day", tags=["finance"], responses=IS_SHEET
    )
    def export_movements(
        on: On, currency: Currency, *, provider: Provider = "stripe", kind: OfKind = None
    ) -> Response[str]:
        found = ledger.list_movements(actor(), provider, currency, on, frozenset({kind} if kind else ()))
        rows = (shapes.MovementOut.of(each).row() for each in found)
        return sheet(f"movements-{provider}-{on}", shapes.MOVEMENT_COLUMNS, rows)


def _add_holds(app: APIGatewayHttpResolver, ledger: Ledger) -> None:
    @app.get("/v1/finance/holds", summary="List what is held for milestones, oldest first", tags=["finance"])
    def list_holds(
        min_age_days: Age = 0, currency: AnyCurrency = None, limit: Limit = 50, cursor: Cursor = None
    ) -> shapes.HoldsOut:
        found, today = ledger.list_holds(actor(), min_age_days, currency), ledger.list_holds.clock.now().date()
        shown, following = ledger.cursors.part(found, cursor, f"holds:{min_age_days}:{currency}", limit)
        return shapes.HoldsOut(items=[shapes.HoldOut.of(hold, today) for hold in shown], next_cursor=following)

    @app.get("/v1/finance/holds/export", summary="Save what is held", tags=["finance"], responses=IS_SHEET)
    def export_holds(min_age_days: Age = 0, currency: AnyCurrency = None) -> Response[str]:
        found, today = ledger.list_holds(actor(), min_age_days, currency), ledger.list_holds.clock.now().date()
        return sheet("holds", shapes.HOLD_COLUMNS, (shapes.HoldOut.of(hold, today).row() for hold in found))


def _add_totals(app: APIGatewayHttpResolver, ledger: Ledger, name: str, title: str) -> None:
    @app.get(f"/v1/finance/{name}", summary=title, tags=["finance"], operation_id=f"list_{name}")
    def list_totals(
        from_on: FromOn, to_on: ToOn, *, by: By = "month", limit: Limit = 50, cursor: Cursor = None
    ) -> shapes.TotalsOut:
        found = ledger.show_totals(actor(), KINDS[name], Period(from_on, to_on), by)
        shown, following = ledger.cursors.part(found, cursor, f"{name}:{from_on}:{to_on}:{by}", limit)
        return shapes.TotalsOut(items=[shapes.TotalOut.of(total) for total in shown], next_cursor=following)

    @app.get(
        f"/v1/finance/{name}/export", summary=f"{title}, as a file", tags=["finance"], responses=IS_SHEET,
        operation_id=f"export_{name}",
    )  # fmt: skip
    def export_totals(from_on: FromOn, to_on: ToOn, by: By = "month") -> Response[str]:
        found = ledger.show_totals(actor(), KINDS[name], Period(from_on, to_on), by)
        rows = (shapes.TotalOut.of(total).row() for total in found)
        return sheet(f"{name}-{from_on}-{to_on}", shapes.TOTAL_COLUMNS, rows)


def _add_corrections(app: APIGatewayHttpResolver, ledger: Ledger) -> None:
    @app.get("/v1/finance/entries", summary="List the entries about something", tags=["finance"])
    def list_entries(about: About) -> shapes.EntriesOut:
        return shapes.EntriesOut(items=[shapes.EntryOut.of(each) for each in ledger.list_entries(actor(), about)])

    @app.get("/v1/finance/corrections", summary="List corrections", tags=["finance"])
    def list_corrections(limit: Limit = 20, cursor: Cursor = None) -> shapes.CorrectionsOut:
        found, following = ledger.list_corrections(actor(), limit, ledger.cursors.read(cursor, "corrections"))
        items = [shapes.CorrectionOut.of(each) for each in found]
        return shapes.CorrectionsOut(items=items, next_cursor=ledger.cursors.write(following, "corrections"))

    @app.post("/v1/finance/corrections", summary="Propose to take an entry back", tags=["finance"], status_code=201)
    def propose_correction(body: shapes.CorrectionIn) -> Response[shapes.CorrectionOut]:
        proposed = ledger.propose_correction(actor(), body.entry_id, body.reason)
        return created(shapes.CorrectionOut.of(proposed), f"/v1/finance/corrections/{proposed.correction_id}")

    @app.get("/v1/finance/corrections/<correction_id>", summary="Show a correction", tags=["finance"])
    def show_correction(correction_id: str) -> shapes.CorrectionOut:
        return shapes.CorrectionOut.of(ledger.show_correction(actor(), correction_id))

    @app.post("/v1/finance/corrections/<correction_id>/approve", summary="Take the entry back", tags=["finance"])
    def approve_correction(correction_id: str, body: shapes.CorrectionDecisionIn) -> shapes.CorrectionOut:
        return shapes.CorrectionOut.of(ledger.decide_correction(actor(), correction_id, body.note, is_approved=True))

    @app.post("/v1/finance/corrections/<correction_id>/refuse", summary="Let the entry stand", tags=["finance"])
    def refuse_correction(correction_id: str, body: shapes.CorrectionDecisionIn) -> shapes.CorrectionOut:
        return shapes.CorrectionOut.of(ledger.decide_correction(actor(), correction_id, body.note, is_approved=False))


handler = http(create_app, wire_ledger)
