"""Finance edge for how many protected milestones are disputed."""

from typing import Annotated

from guildhall.kernel.types import Day
from guildhall.payments.schemas.finance import DisputeRateOut, DisputeRatesOut
from guildhall.payments.use_cases.finance import MeasureDisputes
from guildhall.payments.wiring.rates import measure_disputes
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.sheets import IS_SHEET, sheet

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

ROOT = "/v1/finance/dispute-rates"
TAGS = ["finance"]
FromOn = Annotated[Day, Query(description="First day, in UTC.")]
ToOn = Annotated[Day, Query(description="Last day, in UTC; a month after the first at most.")]


def create_app(measure: MeasureDisputes) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get(ROOT, summary="Measure how many protected milestones are disputed", tags=TAGS)
    def read_rates(from_on: FromOn, to_on: ToOn) -> DisputeRatesOut:
        days, period, goal = measure(actor(), from_on, to_on)
        return DisputeRatesOut(
            days=[DisputeRateOut.model_validate(each) for each in days],
            period=[DisputeRateOut.model_validate(each) for each in period],
            goal_basis_points=goal,
        )

    @app.get(ROOT + "/export", summary="Save how many protected milestones are disputed", tags=TAGS, responses=IS_SHEET)
    def export_rates(from_on: FromOn, to_on: ToOn) -> Response[str]:
        days, _, _ = measure(actor(), from_on, to_on)
        rows = (DisputeRateOut.model_validate(each).row() for each in days)
        return sheet(f"dispute-rates-{from_on}-{to_on}", DisputeRateOut.columns(), rows)

    return app


handler = http(create_app, measure_disputes)
