"""HTTP edge of administration: read the request, call one use case, write the answer."""

from guildhall.administration import wiring
from guildhall.administration.schemas import SettingIn, SettingOut, SettingsOut
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response


def create_app(administration: wiring.Administration) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/settings", summary="List the platform's settings", tags=["administration"])
    def list_settings() -> SettingsOut:
        return SettingsOut(items=[SettingOut.of(setting) for setting in administration.list_settings(actor())])

    @app.put("/v1/settings/<name>", summary="Change a setting", tags=["administration"])
    def change_setting(name: str, body: SettingIn, match: IfMatch = None) -> Response[SettingOut]:
        changed = administration.change_setting(actor(), name, body.value, if_match(match))
        return ok(SettingOut.of(changed), version=changed.version)

    return app


handler = http(create_app, wiring.wire)
