"""HTTP edge of the platform: health, and a proper answer on every path that nobody else serves."""

from guildhall.platform.assembly import Platform
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.edge import http
from guildhall.platform.items import to_typed

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from pydantic import BaseModel


class HealthOut(BaseModel):
    """What a monitor needs to know."""

    status: str
    stage: str


def create_app(platform: Platform) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/health", summary="Is the process up?", tags=["platform"])
    def health() -> HealthOut:
        return HealthOut(status="ok", stage=platform.stage)

    @app.get("/v1/ready", summary="Are the tables in reach?", tags=["platform"])
    def ready() -> HealthOut:
        key = {"PK": to_typed("HEALTH"), "SK": to_typed("HEALTH")}
        transport().call("GetItem", {"TableName": platform.tables.core_table, "Key": key})
        return HealthOut(status="ok", stage=platform.stage)

    return app


handler = http(create_app, lambda platform: platform)
