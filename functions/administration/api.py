"""HTTP edge of administration: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.administration.schemas import (
    AuditEntryOut,
    AuditPageOut,
    DeadLetterOut,
    DeadLettersOut,
    GrantOut,
    GrantsOut,
    QueueOut,
    QueuesOut,
    RedrivenOut,
    SettingIn,
    SettingOut,
    SettingsOut,
)
from guildhall.administration.wiring import desk
from guildhall.kernel.types import Moment
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100, description="Entries a page.")]
Cursor = Annotated[str | None, Query(max_length=2000, description="The next_cursor of the page before.")]
Entity = Annotated[str | None, Query(max_length=200, description="Key of one entity, as entries name it.")]
Until = Annotated[Moment | None, Query(description="Instant with offset; default now.")]


def create_app(administration: desk.Administration) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_settings(app, administration)
    _add_grants(app, administration)
    _add_queues(app, administration)

    @app.get("/v1/audit-log", summary="Read who changed what", tags=["administration"])
    def read_audit_log(
        limit: Limit = 20, cursor: Cursor = None, entity: Entity = None, until: Until = None
    ) -> AuditPageOut:
        listed = f"audit-log:{actor().account_id}:{entity}"
        position = administration.cursors.read(cursor, listed)
        entries, following = administration.read_audit_log(
            actor(), entity=entity, until=until, limit=limit, position=position
        )
        return AuditPageOut(
            items=[AuditEntryOut.of(entry) for entry in entries],
            next_cursor=administration.cursors.write(following, listed),
        )

    return app


def _add_settings(app: APIGatewayHttpResolver, administration: desk.Administration) -> None:
    @app.get("/v1/settings", summary="List the platform's settings", tags=["administration"])
    def list_settings() -> SettingsOut:
        return SettingsOut(items=[SettingOut.of(setting) for setting in administration.list_settings(actor())])

    @app.put("/v1/settings/<name>", summary="Change a setting", tags=["administration"])
    def change_setting(name: str, body: SettingIn, match: IfMatch = None) -> Response[SettingOut]:
        changed = administration.change_setting(actor(), name, body.value, if_match(match))
        return ok(SettingOut.of(changed), version=changed.version)


def _add_grants(app: APIGatewayHttpResolver, administration: desk.Administration) -> None:
    @app.get("/v1/grants", summary="List who may do what beyond their roles", tags=["administration"])
    def list_grants() -> GrantsOut:
        return GrantsOut(items=[GrantOut.of(grant) for grant in administration.grants.list(actor())])

    @app.put("/v1/grants/<permission>/<account_id>", summary="Grant a permission", tags=["administration"])
    def grant(permission: str, account_id: str) -> GrantOut:
        return GrantOut.of(administration.grants.grant(actor(), permission, account_id))

    @app.delete(
        "/v1/grants/<permission>/<account_id>",
        summary="Take a permission away",
        tags=["administration"],
        status_code=204,
    )
    def revoke(permission: str, account_id: str) -> Response[None]:
        administration.grants.revoke(actor(), permission, account_id)
        return Response(204)


def _add_queues(app: APIGatewayHttpResolver, administration: desk.Administration) -> None:
    @app.get("/v1/queues", summary="See how every queue is doing", tags=["administration"])
    def list_queues() -> QueuesOut:
        return QueuesOut(items=[QueueOut.of(state) for state in administration.list_queues(actor())])

    @app.get("/v1/queues/<name>/dead-letters", summary="See what a queue gave up", tags=["administration"])
    def view_dead_letters(name: str) -> DeadLettersOut:
        letters = administration.view_dead_letters(actor(), name)
        return DeadLettersOut(items=[DeadLetterOut.of(letter) for letter in letters])

    @app.post("/v1/queues/<name>/redrive", summary="Try a queue's dead letters again", tags=["administration"])
    def redrive_queue(name: str) -> RedrivenOut:
        return RedrivenOut(redriven=administration.redrive_queue(actor(), name))


handler = http(create_app, desk.wire)
