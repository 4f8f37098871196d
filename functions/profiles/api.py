"""HTTP edge of profiles: read the request, call one use case, write the answer."""

from typing import Annotated, Literal

from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, http, if_match, ok
from guildhall.profiles import wiring
from guildhall.profiles.models import Filter, Role, normal_skill
from guildhall.profiles.schemas import ExpertCardOut, ExpertsOut, ProfileIn, ProfileOut, ProfilesOut, VerificationIn

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]

KEYLESS = frozenset({"/v1/profiles/{account_id}/{role}/publish"})  # what is public already stays as it is


def create_app(profiles: wiring.Profiles) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/v1/profiles", summary="List public experts, newest first", tags=["profiles"])
    def list_experts(
        role: Annotated[Literal["expert"], Query(description="Clients are not listed.")] = "expert",  # noqa: ARG001
        skill: Annotated[str | None, Query(max_length=40)] = None,
        is_verified: Annotated[bool | None, Query()] = None,
        limit: Limit = 20,
        cursor: Cursor = None,
    ) -> ExpertsOut:
        wanted = Filter(normal_skill(skill) if skill else None, is_verified)
        cards, next_cursor = profiles.list_experts(actor(), wanted, limit=limit, cursor=cursor)
        return ExpertsOut(items=[ExpertCardOut.of(card) for card in cards], next_cursor=next_cursor)

    @app.get("/v1/profiles/<account_id>", summary="Show the profiles of an account", tags=["profiles"])
    def list_profiles(account_id: str) -> ProfilesOut:
        return ProfilesOut(items=[ProfileOut.of(found) for found in profiles.list_profiles(actor(), account_id)])

    @app.get("/v1/profiles/<account_id>/<role>", summary="Show a profile", tags=["profiles"])
    def access_profile(account_id: str, role: Role) -> Response[ProfileOut]:
        profile = profiles.access_profile(actor(), account_id, role)
        return ok(ProfileOut.of(profile), version=profile.version)

    @app.put("/v1/profiles/<account_id>/<role>", summary="Write one's own profile", tags=["profiles"])
    def write_profile(account_id: str, role: Role, body: ProfileIn, match: IfMatch = None) -> Response[ProfileOut]:
        profile = profiles.write_profile(actor(), account_id, role, body.content(), if_match(match))
        return ok(ProfileOut.of(profile), version=profile.version)

    @app.post("/v1/profiles/<account_id>/<role>/publish", summary="Make one's profile public", tags=["profiles"])
    def publish_profile(account_id: str, role: Role) -> Response[ProfileOut]:
        profile = profiles.publish_profile(actor(), account_id, role)
        return ok(ProfileOut.of(profile), version=profile.version)

    @app.put("/v1/profiles/<account_id>/expert/verification", summary="Verify an expert, or not", tags=["profiles"])
    def verify_expert(account_id: str, body: VerificationIn, match: IfMatch = None) -> Response[ProfileOut]:
        profile = profiles.verify_expert(actor(), account_id, if_match(match), is_verified=body.is_verified)
        return ok(ProfileOut.of(profile), version=profile.version)

    return app


handler = http(create_app, wiring.wire, keyless=KEYLESS)
