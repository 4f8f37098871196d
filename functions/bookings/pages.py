"""HTTP edge of a venue's pages: what it shows, with images, and what guests wrote to it."""

from typing import Annotated

from guildhall.bookings.models.pages import PageKind
from guildhall.bookings.schemas.images import AwaitedImageOut, ImageIn, ImageOut, ImagesOut, ImageTextsIn
from guildhall.bookings.schemas.pages import ContactMessageOut, ContactMessagesOut, PageIn, PageOut, PagesOut
from guildhall.bookings.schemas.parts import texts_in
from guildhall.bookings.schemas.widget import WidgetIn, WidgetOut
from guildhall.bookings.wiring import pages as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

SITE = "/v1/venues/<venue_id>/site"
IMAGES, PAGES, MESSAGES, WIDGET = (f"{SITE}/{part}" for part in ("images", "pages", "messages", "widget"))
IMAGE, PAGE = f"{IMAGES}/<image_id>", f"{PAGES}/<kind>/<language>"
Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(max_length=1000)]
Language = Annotated[str, Path(pattern="^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", description="BCP 47 tag.")]


def create_app(venue: wiring.Pages) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_images(app, venue)
    _add_pages(app, venue)
    _add_messages(app, venue)
    _add_widget(app, venue)
    return app


def _add_images(app: APIGatewayHttpResolver, venue: wiring.Pages) -> None:
    @app.post(IMAGES, summary="Announce an image, and get the form for its upload", tags=["images"], status_code=201)
    def announce(venue_id: str, body: ImageIn) -> Response[AwaitedImageOut]:
        texts = texts_in(body.texts)
        picture, form = venue.images.announce(actor(), venue_id, body.content_type, body.size_bytes, texts)
        return created(AwaitedImageOut.of(picture, form), f"/v1/venues/{venue_id}/site/images/{picture.image_id}")

    @app.get(IMAGES, summary="List the images of a venue", tags=["images"])
    def list_images(venue_id: str) -> ImagesOut:
        return ImagesOut(items=[ImageOut.of(each) for each in venue.images.list_of(actor(), venue_id)])

    @app.post(f"{IMAGE}/confirm", summary="Say that an image was uploaded", tags=["images"])
    def confirm(venue_id: str, image_id: str) -> Response[ImageOut]:
        picture = venue.images.confirm(actor(), venue_id, image_id)
        return ok(ImageOut.of(picture), version=picture.version)

    @app.put(IMAGE, summary="Say in words what an image shows", tags=["images"])
    def describe(venue_id: str, image_id: str, body: ImageTextsIn, match: IfMatch = None) -> Response[ImageOut]:
        picture = venue.images.describe(actor(), venue_id, image_id, texts_in(body.texts), if_match(match))
        return ok(ImageOut.of(picture), version=picture.version)

    @app.delete(IMAGE, summary="Forget an image", tags=["images"], status_code=204)
    def delete_image(venue_id: str, image_id: str) -> Response[None]:
        venue.images.delete(actor(), venue_id, image_id)
        return Response(204)


def _add_pages(app: APIGatewayHttpResolver, venue: wiring.Pages) -> None:
    @app.get(PAGES, summary="List the pages of a venue in every language", tags=["pages"])
    def list_pages(venue_id: str) -> PagesOut:
        return PagesOut(items=[PageOut.of(each) for each in venue.pages.list_of(actor(), venue_id)])

    @app.get(PAGE, summary="Show a page in one language to those who run the venue", tags=["pages"])
    def access_page(venue_id: str, kind: PageKind, language: Language) -> Response[PageOut]:
        page = venue.pages.get(actor(), venue_id, kind, language)
        return ok(PageOut.of(page), version=page.version)

    @app.put(PAGE, summary="Write a page in one language", tags=["pages"])
    def write_page(
        venue_id: str, kind: PageKind, language: Language, body: PageIn, match: IfMatch = None
    ) -> Response[PageOut]:
        page = venue.pages.write(actor(), venue_id, (kind, language), body.content(), if_match(match))
        return ok(PageOut.of(page), version=page.version)

    @app.delete(PAGE, summary="Remove a page in one language", tags=["pages"], status_code=204)
    def delete_page(venue_id: str, kind: PageKind, language: Language, match: IfMatch = None) -> Response[None]:
        venue.pages.delete(actor(), venue_id, kind, language, if_match(match))
        return Response(204)


def _add_messages(app: APIGatewayHttpResolver, venue: wiring.Pages) -> None:
    @app.get(MESSAGES, summary="List what guests wrote to a venue, newest first", tags=["pages"])
    def list_messages(venue_id: str, limit: Limit = 20, cursor: Cursor = None) -> ContactMessagesOut:
        found, next_cursor = venue.messages.list_of(actor(), venue_id, limit=limit, cursor=cursor)
        return ContactMessagesOut(items=[ContactMessageOut.of(each) for each in found], next_cursor=next_cursor)

    @app.delete(f"{MESSAGES}/<message_id>", summary="Forget what a guest wrote", tags=["pages"], status_code=204)
    def delete_message(venue_id: str, message_id: str) -> Response[None]:
        venue.messages.delete(actor(), venue_id, message_id)
        return Response(204)


def _add_widget(app: APIGatewayHttpResolver, venue: wiring.Pages) -> None:
    @app.get(WIDGET, summary="Show on which sites the widget may stand", tags=["pages"])
    def access_widget(venue_id: str) -> Response[WidgetOut]:
        widget = venue.widget.get(actor(), venue_id)
        return ok(WidgetOut.of(widget), version=widget.version)

    @app.put(WIDGET, summary="Say on which sites the widget may stand", tags=["pages"])
    def write_widget(venue_id: str, body: WidgetIn, match: IfMatch = None) -> Response[WidgetOut]:
        widget = venue.widget.write(actor(), venue_id, body.origins, if_match(match))
        return ok(WidgetOut.of(widget), version=widget.version)


handler = http(create_app, wiring.wire)
