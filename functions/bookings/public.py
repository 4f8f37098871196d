"""HTTP edge of public venues: what guests see without signing in."""

from base64 import b64encode
from collections.abc import Callable
from typing import Annotated, TypeVar

from guildhall.bookings.models.menu import Diet
from guildhall.bookings.models.search import DishFilter, needs_of
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.opening import MOST_DAYS
from guildhall.bookings.schemas.images import PublicImagesOut, public_images
from guildhall.bookings.schemas.menu import PublicMenuOut
from guildhall.bookings.schemas.opening import DaysOut
from guildhall.bookings.schemas.policies import PublicPolicyOut
from guildhall.bookings.schemas.venues import PublicVenueOut
from guildhall.bookings.wiring import shown as wiring
from guildhall.kernel.types import Day
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)
FirstOn = Annotated[Day, Query(description="Local date of the venue.")]
Count = Annotated[int, Query(ge=1, le=MOST_DAYS)]
Language = Annotated[str | None, Query(pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})*$", description="BCP 47 tag.")]
Words = Annotated[str, Query(max_length=100, description="All of them are in a dish's name or description.")]
Guests = Annotated[
    list[str] | None,
    Query(max_length=20, description="What each guest needs, allergens and diets: `milk-nuts,vegan` is two guests."),
]
ONE = "/v1/public/venues/<slug>"
CACHED = {"Cache-Control": "public, max-age=60, stale-while-revalidate=600"}
"""The same for everybody, so a minute at the network's edge is worth it; nobody books on what is a minute old."""
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
"""A variant never changes: another upload is another image."""


def create_app(venues: wiring.Shown) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def find(slug: str) -> Venue:
        return venues.access.public(actor(), slug)

    @app.get(ONE, summary="Show a public venue", tags=["public venues"])
    def access(slug: str) -> Response[PublicVenueOut]:
        return cached(PublicVenueOut.of(find(slug)))

    @app.get(f"{ONE}/days", summary="Show when a venue is open", tags=["public venues"])
    def list_days(slug: str, first_on: FirstOn, count: Count = 14) -> Response[DaysOut]:
        venue = find(slug)
        return cached(DaysOut.of(venue.details.time_zone, venues.find_hours.days(venue, first_on, count)))

    @app.get(f"{ONE}/policy", summary="Show the terms of a venue", tags=["public venues"])
    def access_policy(slug: str) -> Response[PublicPolicyOut]:
        return cached(PublicPolicyOut.of(venues.find_policy(find(slug))))

    _add_images(app, venues, find)
    _add_menu(app, venues, find)
    return app


def _add_images(app: APIGatewayHttpResolver, venues: wiring.Shown, find: Callable[[str], Venue]) -> None:
    @app.get(f"{ONE}/images", summary="List the images of a venue", tags=["public venues"])
    def list_images(slug: str, language: Language = None) -> Response[PublicImagesOut]:
        venue = find(slug)
        languages = venue.details.languages_for(language)
        shown = public_images(venues.images.list_of(venue.venue_id), slug, languages)
        return cached(PublicImagesOut(items=shown))

    @app.get(f"{ONE}/images/<image_id>/<name>", summary="Show an image in one width and format", tags=["public venues"])
    def show_image(slug: str, image_id: str, name: str) -> Response[str]:
        content, kind = venues.images.variant(find(slug).venue_id, image_id, name)
        # The resolver validates bodies as JSON values, which bytes are not: they go as the gateway wants them.
        answer = Response(200, kind, b64encode(content).decode(), headers={**FOR_EVER})
        answer.base64_encoded = True
        return answer


def _add_menu(app: APIGatewayHttpResolver, venues: wiring.Shown, find: Callable[[str], Venue]) -> None:
    @app.get(f"{ONE}/menu", summary="Show and search the menu of a venue", tags=["public venues"])
    def list_menu(
        slug: str,
        *,
        language: Language = None,
        words: Words = "",
        category_id: str | None = None,
        diet: Annotated[Diet | None, Query()] = None,
        most_minor: Annotated[int | None, Query(ge=0)] = None,
        service: Annotated[str | None, Query(max_length=40)] = None,
        on: Annotated[Day | None, Query(description="Only what is in season on this day.")] = None,
        guests: Guests = None,
        is_for_all: Annotated[bool, Query(description="Only what every guest can have.")] = False,
    ) -> Response[PublicMenuOut]:
        venue = find(slug)
        needs = needs_of(guests or [])
        wanted = DishFilter(words, category_id, diet, most_minor, service, on, needs, is_for_all)
        menu, languages = venues.menus.get(venue.venue_id, consistent=False), venue.details.languages_for(language)
        images = public_images(venues.images.list_of(venue.venue_id), slug, languages)
        return cached(PublicMenuOut.of(menu, wanted, languages, images))


def cached(body: M) -> Response[M]:
    """Return 200 that anybody may keep for a while."""
    return Response(200, "application/json", body, headers={**CACHED})


handler = http(create_app, wiring.wire)
