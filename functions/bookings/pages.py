"""HTTP edge of a venue's images: read the request, call one use case, write the answer."""

from guildhall.bookings.schemas.images import AwaitedImageOut, ImageIn, ImageOut, ImagesOut, ImageTextsIn
from guildhall.bookings.schemas.parts import texts_in
from guildhall.bookings.use_cases.images import HandleImages
from guildhall.bookings.wiring import images as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

IMAGES = "/v1/venues/<venue_id>/images"
IMAGE = f"{IMAGES}/<image_id>"


def create_app(images: HandleImages) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post(IMAGES, summary="Announce an image, and get the form for its upload", tags=["images"], status_code=201)
    def announce(venue_id: str, body: ImageIn) -> Response[AwaitedImageOut]:
        texts = texts_in(body.texts)
        picture, form = images.announce(actor(), venue_id, body.content_type, body.size_bytes, texts)
        return created(AwaitedImageOut.of(picture, form), f"/v1/venues/{venue_id}/images/{picture.image_id}")

    @app.get(IMAGES, summary="List the images of a venue", tags=["images"])
    def list_images(venue_id: str) -> ImagesOut:
        return ImagesOut(items=[ImageOut.of(each) for each in images.list_of(actor(), venue_id)])

    @app.post(f"{IMAGE}/confirm", summary="Say that an image was uploaded", tags=["images"])
    def confirm(venue_id: str, image_id: str) -> Response[ImageOut]:
        picture = images.confirm(actor(), venue_id, image_id)
        return ok(ImageOut.of(picture), version=picture.version)

    @app.put(IMAGE, summary="Say in words what an image shows", tags=["images"])
    def describe(venue_id: str, image_id: str, body: ImageTextsIn, match: IfMatch = None) -> Response[ImageOut]:
        picture = images.describe(actor(), venue_id, image_id, texts_in(body.texts), if_match(match))
        return ok(ImageOut.of(picture), version=picture.version)

    @app.delete(IMAGE, summary="Forget an image", tags=["images"], status_code=204)
    def delete(venue_id: str, image_id: str) -> Response[None]:
        images.delete(actor(), venue_id, image_id)
        return Response(204)

    return app


handler = http(create_app, wiring.wire)
