"""HTTP edge of a venue's site: pages, the contact form, what search engines read, and the widget."""

from typing import Annotated, Any

from guildhall.bookings.models.menu import Menu
from guildhall.bookings.models.pages import PageKind
from guildhall.bookings.models.venue import Venue
from guildhall.bookings.schemas.at_first import AtFirst
from guildhall.bookings.schemas.heads import IS_HEADED, IS_LINKED_DATA, IS_PAGE, NOT_FOUND, HeadedPage, head_of
from guildhall.bookings.schemas.images import PublicImageOut, public_images
from guildhall.bookings.schemas.linked_data import DAYS_AHEAD, linked_data
from guildhall.bookings.schemas.pages import ContactMessageIn, PublicPageOut, TakenMessageOut
from guildhall.bookings.schemas.widget import STYLE_SOURCE, WidgetCardOut, frame
from guildhall.bookings.wiring import storefront as wiring
from guildhall.kernel.errors import NotFound, Unavailable
from guildhall.platform.context import actor
from guildhall.platform.edge import http
from guildhall.platform.edge.browser import address_of
from guildhall.platform.heads import Head, data_text, dressed, known_language, undressed

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

Language = Annotated[str | None, Query(pattern="^[a-z]{2,3}(-[A-Za-z]{2,4})*$", description="BCP 47 tag.")]
Asked = Annotated[str | None, Query(description="Language of the web app; one that it does not speak is ignored.")]
Reads = Annotated[str | None, Query(description="Language that the web app speaks where its address names none.")]
ONE = "/v1/public/venues/<slug>/site"
CACHED = {"Cache-Control": "public, max-age=60, stale-while-revalidate=600"}
SOON_ASKED_AGAIN = {"Cache-Control": "public, max-age=10"}
"""An owner publishes, and looks."""


def create_app(front: wiring.Storefront) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_pages(app, front)
    _add_headed(app, front)
    _add_widget(app, front)
    return app


def _images_of(front: wiring.Storefront, venue: Venue, languages: list[str]) -> list[PublicImageOut]:
    return public_images(front.images.list_of(venue.venue_id), venue.slug, languages)


def _linked(
    front: wiring.Storefront, venue: Venue, menu: Menu, images: list[PublicImageOut], languages: list[str]
) -> dict[str, Any]:
    days = [day for day, _ in front.find_hours.days(venue, front.today(venue), DAYS_AHEAD)]
    rules = front.find_hours(venue, days[0].on, days[-1].on).rules
    return linked_data(venue, rules, days, menu, images, languages=languages, web_url=front.web_url)


def _add_pages(app: APIGatewayHttpResolver, front: wiring.Storefront) -> None:
    @app.get(f"{ONE}/pages/<kind>", summary="Show a page of a venue", tags=["public venues"])
    def show_page(slug: str, kind: PageKind, language: Language = None) -> Response[PublicPageOut]:
        venue = front.access.public(actor(), slug)
        languages = venue.details.languages_for(language)
        page = front.pages(venue, kind, languages)
        images = {image.image_id: image for image in _images_of(front, venue, languages)}
        return Response(200, "application/json", PublicPageOut.of(page, images), headers={**CACHED})

    @app.post(f"{ONE}/messages", summary="Write to a venue", tags=["public venues"], status_code=202)
    def write_to_venue(slug: str, body: ContactMessageIn) -> Response[TakenMessageOut]:
        venue = front.access.public(actor(), slug)
        message = front.write(venue, body.draft(venue.venue_id), address=address_of(app))
        return Response(202, "application/json", TakenMessageOut(message_id=message.message_id))

    @app.get(
        f"{ONE}/json-ld",
        summary="Show a venue in the words of schema.org",
        tags=["public venues"],
        responses=IS_LINKED_DATA,
    )
    def show_linked_data(slug: str, language: Language = None) -> Response[str]:
        venue = front.access.public(actor(), slug)
        languages = venue.details.languages_for(language)
        menu = front.menus.get(venue.venue_id, consistent=False)
        found = _linked(front, venue, menu, _images_of(front, venue, languages), languages)
        return Response(200, "application/ld+json; charset=utf-8", data_text(found), headers={**CACHED})


def _add_headed(app: APIGatewayHttpResolver, front: wiring.Storefront) -> None:
    @app.get(
        f"{ONE}/headed/<kind>",
        summary="Show the web app's page of a venue",
        tags=["public venues"],
        responses=IS_HEADED,
    )
    def show_headed(slug: str, kind: str, hl: Asked = None, reads: Reads = None) -> Response[str]:
        page = front.app_page()
        try:
            head = head_at(slug, kind, hl, reads)
        except NotFound:
            language = known_language(hl)
            return html(404, undressed(page, NOT_FOUND[language], language), SOON_ASKED_AGAIN)
        except Unavailable:
            # The app asks again by itself, and says so to whoever waits.
            return html(200, page, {"Cache-Control": "no-store"})
        return html(200, dressed(page, *head, asked=hl), CACHED)

    def head_at(slug: str, name: str, asked: str | None, reads: str | None) -> tuple[Head, str, str]:
        if name not in set(HeadedPage):
            raise NotFound
        venue, kind = front.access.public(actor(), slug), HeadedPage(name)
        language, spoken = known_language(asked, venue.details.language), known_language(asked, reads or "")
        languages, read = venue.details.languages_for(language), venue.details.languages_for(spoken)
        menu, pictures = front.menus.get(venue.venue_id, consistent=False), front.images.list_of(venue.venue_id)
        images = public_images(pictures, venue.slug, languages)
        restaurant = _linked(front, venue, menu, images, languages)
        shown = head_of(
            venue, kind, restaurant, menu, images, language=language, languages=languages, web_url=front.web_url
        )
        first = AtFirst(slug, venue, kind, spoken, front.pages.written(venue, kind, read), menu)
        return first.added_to(shown, pictures), front.web_url, kind.path(venue.slug)

    def html(status: int, text: str, keep: dict[str, str]) -> Response[str]:
        return Response(status, "text/html; charset=utf-8", text, headers={**keep})


def _add_widget(app: APIGatewayHttpResolver, front: wiring.Storefront) -> None:
    def card_of(venue: Venue) -> WidgetCardOut:
        ((_, today),) = front.find_hours.days(venue, front.today(venue), 1)
        return WidgetCardOut.of(venue, today, front.web_url)

    @app.get(f"{ONE}/widget", summary="Show a venue's card to its own site", tags=["public venues"])
    def show_card(slug: str) -> Response[WidgetCardOut]:
        venue = front.access.public(actor(), slug)
        origin = str(app.current_event.headers.get("origin") or "")
        headers: dict[str, str | list[str]] = {**CACHED, "Vary": "Origin"}
        if front.widgets.get(venue.venue_id, consistent=False).allows(origin):
            headers["Access-Control-Allow-Origin"] = origin
        return Response(200, "application/json", card_of(venue), headers=headers)

    @app.get(
        f"{ONE}/widget/frame",
        summary="Show a venue's card as a page for a frame",
        tags=["public venues"],
        responses=IS_PAGE,
    )
    def show_frame(slug: str, language: Language = None) -> Response[str]:
        venue = front.access.public(actor(), slug)
        ancestors = front.widgets.get(venue.venue_id, consistent=False).frame_ancestors
        policy = f"default-src 'none'; style-src {STYLE_SOURCE}; base-uri 'none'; form-action 'none'; {ancestors}"
        page = frame(card_of(venue), venue.details.languages_for(language)[0])
        return Response(200, "text/html; charset=utf-8", page, headers={**CACHED, "Content-Security-Policy": policy})


handler = http(create_app, wiring.wire)
