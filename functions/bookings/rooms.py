"""HTTP edge of rooms: the floor plan, blocks, and tables at this moment."""

from typing import Annotated

from guildhall.bookings.machine import TableStatus
from guildhall.bookings.models.floor import FloorPlan
from guildhall.bookings.schemas.rooms import (
    BlockIn,
    BlockOut,
    BlocksOut,
    FloorOut,
    FloorPlanIn,
    FloorPlanOut,
    NoteIn,
    TableIn,
    TableOut,
)
from guildhall.bookings.wiring import rooms as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path

ONE = "/v1/venues/<venue_id>"
TableId = Annotated[str, Path(pattern="^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]


def create_app(rooms: wiring.Rooms) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_plan(app, rooms)
    _add_blocks(app, rooms)
    return app


def _drawn(plan: FloorPlan) -> Response[FloorPlanOut]:
    return ok(FloorPlanOut.of(plan), version=plan.version)


def _add_plan(app: APIGatewayHttpResolver, rooms: wiring.Rooms) -> None:
    @app.get(f"{ONE}/floor-plan", summary="Show the floor plan", tags=["rooms"])
    def access(venue_id: str) -> Response[FloorPlanOut]:
        return _drawn(rooms.access(actor(), venue_id))

    @app.put(f"{ONE}/floor-plan", summary="Draw the whole floor plan", tags=["rooms"])
    def draw(venue_id: str, body: FloorPlanIn, match: IfMatch = None) -> Response[FloorPlanOut]:
        return _drawn(rooms.draw(actor(), body.plan(venue_id), if_match(match)))

    @app.get(f"{ONE}/tables", summary="Show every table at this moment", tags=["rooms"])
    def watch(venue_id: str) -> FloorOut:
        return FloorOut.of(rooms.watch(actor(), venue_id))

    @app.get(f"{ONE}/tables/<table_id>", summary="Show a table of the plan", tags=["rooms"])
    def access_table(venue_id: str, table_id: TableId) -> Response[TableOut]:
        plan = rooms.access(actor(), venue_id)
        return ok(TableOut.of(plan.table(table_id)), version=plan.version)

    @app.put(f"{ONE}/tables/<table_id>", summary="Add a table to the plan, or change it", tags=["rooms"])
    def put_table(venue_id: str, table_id: TableId, body: TableIn, match: IfMatch = None) -> Response[TableOut]:
        plan = rooms.draw.put_table(actor(), venue_id, body.table(table_id), if_match(match))
        return ok(TableOut.of(plan.table(table_id)), version=plan.version)

    @app.delete(f"{ONE}/tables/<table_id>", summary="Remove a table from the plan", tags=["rooms"])
    def remove_table(venue_id: str, table_id: TableId, match: IfMatch = None) -> Response[FloorPlanOut]:
        return _drawn(rooms.draw.remove_table(actor(), venue_id, table_id, if_match(match)))

    @app.put(f"{ONE}/tables/<table_id>/status", summary="Note that a table is free or being cleaned", tags=["rooms"])
    def note(venue_id: str, table_id: TableId, body: NoteIn) -> FloorOut:
        rooms.watch.note(actor(), venue_id, table_id, TableStatus(body.status))
        return FloorOut.of([each for each in rooms.watch(actor(), venue_id) if each.table.table_id == table_id])


def _add_blocks(app: APIGatewayHttpResolver, rooms: wiring.Rooms) -> None:
    @app.get(f"{ONE}/blocks", summary="List when tables are out of use", tags=["rooms"])
    def list_blocks(venue_id: str) -> BlocksOut:
        return BlocksOut(items=[BlockOut.of(block) for block in rooms.block.list_of(actor(), venue_id)])

    @app.post(f"{ONE}/blocks", summary="Take tables out of use for a while", tags=["rooms"], status_code=201)
    def block(venue_id: str, body: BlockIn) -> Response[BlockOut]:
        span = (body.starts_at, body.ends_at)
        made = rooms.block(actor(), venue_id, tuple(dict.fromkeys(body.table_ids)), span, body.reason)
        return created(BlockOut.of(made), f"/v1/venues/{venue_id}/blocks/{made.block_id}")

    @app.delete(f"{ONE}/blocks/<block_id>", summary="Put tables into use again", tags=["rooms"], status_code=204)
    def unblock(venue_id: str, block_id: str) -> Response[None]:
        rooms.block.remove(actor(), venue_id, block_id)
        return Response(204)


handler = http(create_app, wiring.wire)
