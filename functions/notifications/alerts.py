"""HTTP edge of alerts: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.notifications.models import AlertState, Severity
from guildhall.notifications.schemas.alerts import (
    AlertAddressesOut,
    AlertAddressIn,
    AlertAddressOut,
    AlertCountsOut,
    AlertOut,
    AlertRuleIn,
    AlertRuleOut,
    AlertRulesOut,
    AlertsOut,
    ResolutionIn,
    RotaIn,
    RotaOut,
    RotasOut,
)
from guildhall.notifications.wiring.alerts import AlertCentre, wire_alerts
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

BODILESS = frozenset({"/v1/alerts/<alert_id>/acknowledge"})

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=2000, description="`next_cursor` of the page before.")]
State = Annotated[AlertState | None, Query(description="Only those in this state.")]
Urgency = Annotated[Severity | None, Query(description="Only those of this severity.")]


def create_app(centre: AlertCentre) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_alerts(app, centre)
    _add_rules(app, centre)
    _add_rotas(app, centre)
    _add_addresses(app, centre)
    return app


def _add_alerts(app: APIGatewayHttpResolver, centre: AlertCentre) -> None:
    @app.get("/v1/alerts", summary="List the alerts", tags=["alerts"])
    def list_alerts(
        *, state: State = None, severity: Urgency = None, cursor: Cursor = None, limit: Limit = 20
    ) -> AlertsOut:
        name = f"alerts:{actor().account_id}:{state}:{severity}"
        page = centre.read.page(
            actor(), state=state, severity=severity, limit=limit, position=centre.cursors.read(cursor, name)
        )
        return AlertsOut(
            items=[AlertOut.of(alert) for alert in page.items], next_cursor=centre.cursors.write(page.position, name)
        )

    @app.get("/v1/alerts/counts", summary="Count the alerts that are not resolved", tags=["alerts"])
    def count_alerts() -> AlertCountsOut:
        return AlertCountsOut.of(centre.read.counts(actor()))

    @app.get("/v1/alerts/<alert_id>", summary="Show an alert", tags=["alerts"])
    def show_alert(alert_id: str) -> AlertOut:
        return AlertOut.of(centre.read.one(actor(), alert_id))

    @app.post("/v1/alerts/<alert_id>/acknowledge", summary="Take an alert up", tags=["alerts"])
    def acknowledge_alert(alert_id: str) -> AlertOut:
        return AlertOut.of(centre.handle.acknowledge(actor(), alert_id))

    @app.post("/v1/alerts/<alert_id>/resolve", summary="Say that an alert is over", tags=["alerts"])
    def resolve_alert(alert_id: str, body: ResolutionIn) -> AlertOut:
        return AlertOut.of(centre.handle.resolve(actor(), alert_id, body.note))


def _add_addresses(app: APIGatewayHttpResolver, centre: AlertCentre) -> None:
    @app.get("/v1/alerts/addresses", summary="List where alerts go besides people", tags=["alerts"])
    def list_addresses() -> AlertAddressesOut:
        return AlertAddressesOut(items=[AlertAddressOut.of(each) for each in centre.addresses.list(actor())])

    @app.post("/v1/alerts/addresses", summary="Send alerts there too", tags=["alerts"], status_code=201)
    def add_address(body: AlertAddressIn) -> Response[AlertAddressOut]:
        made = centre.addresses.add(actor(), body.inside())
        return created(AlertAddressOut.of(made), f"/v1/alerts/addresses/{made.address_id}")

    @app.delete("/v1/alerts/addresses/<address_id>", summary="Send no alerts there", tags=["alerts"], status_code=204)
    def remove_address(address_id: str) -> Response[None]:
        centre.addresses.remove(actor(), address_id)
        return Response(204)


def _add_rules(app: APIGatewayHttpResolver, centre: AlertCentre) -> None:
    @app.get("/v1/alerts/rules", summary="List which figures are reasons for alerts", tags=["alerts"])
    def list_rules() -> AlertRulesOut:
        return AlertRulesOut(items=[AlertRuleOut.of(each) for each in centre.rules.list(actor())])

    @app.post("/v1/alerts/rules", summary="Add a rule of alerts", tags=["alerts"], status_code=201)
    def add_rule(body: AlertRuleIn) -> Response[AlertRuleOut]:
        made = centre.rules.add(actor(), body.inside())
        return created(AlertRuleOut.of(made), f"/v1/alerts/rules/{made.rule_id}", version=made.version)

    @app.put("/v1/alerts/rules/<rule_id>", summary="Change a rule of alerts", tags=["alerts"])
    def change_rule(rule_id: str, body: AlertRuleIn, match: IfMatch = None) -> Response[AlertRuleOut]:
        changed = centre.rules.change(actor(), body.inside(rule_id, if_match(match)))
        return ok(AlertRuleOut.of(changed), version=changed.version)

    @app.delete("/v1/alerts/rules/<rule_id>", summary="Remove a rule of alerts", tags=["alerts"], status_code=204)
    def remove_rule(rule_id: str) -> Response[None]:
        centre.rules.remove(actor(), rule_id)
        return Response(204)


def _add_rotas(app: APIGatewayHttpResolver, centre: AlertCentre) -> None:
    @app.get("/v1/alerts/rotas", summary="List who is on call when", tags=["alerts"])
    def list_rotas() -> RotasOut:
        now = centre.clock.now()
        return RotasOut(items=[RotaOut.of(each, now) for each in centre.rotas.list(actor())])

    @app.post("/v1/alerts/rotas", summary="Add a rota", tags=["alerts"], status_code=201)
    def add_rota(body: RotaIn) -> Response[RotaOut]:
        made = centre.rotas.add(actor(), body.inside())
        return created(RotaOut.of(made, centre.clock.now()), f"/v1/alerts/rotas/{made.rota_id}", version=made.version)

    @app.put("/v1/alerts/rotas/<rota_id>", summary="Change a rota", tags=["alerts"])
    def change_rota(rota_id: str, body: RotaIn, match: IfMatch = None) -> Response[RotaOut]:
        changed = centre.rotas.change(actor(), body.inside(rota_id, if_match(match)))
        return ok(RotaOut.of(changed, centre.clock.now()), version=changed.version)

    @app.delete("/v1/alerts/rotas/<rota_id>", summary="Remove a rota", tags=["alerts"], status_code=204)
    def remove_rota(rota_id: str) -> Response[None]:
        centre.rotas.remove(actor(), rota_id)
        return Response(204)


handler = http(create_app, wire_alerts, bodiless=BODILESS)
