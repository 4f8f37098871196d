"""HTTP edge of files in conversations: read the request, call one use case, write the answer."""

from guildhall.messaging.schemas.files import ChatFileOut
from guildhall.messaging.schemas.uploads import AwaitedChatFileOut, ChatFileIn, ChatFileLinkOut
from guildhall.messaging.wiring import files as wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import created, http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

ALL = "/v1/conversations/<conversation_id>/files"
ONE = f"{ALL}/<file_id>"


def create_app(files: wiring.ChatFiles) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.post(
        ALL, summary="Announce a file to send, and get the form for its upload", tags=["messaging"], status_code=201
    )
    def attach(conversation_id: str, body: ChatFileIn) -> Response[AwaitedChatFileOut]:
        voice = body.voice.voice() if body.voice else None
        what = (body.file_name, body.content_type, body.size_bytes)
        attachment, form = files.attach(actor(), conversation_id, *what, voice=voice)
        place = f"/v1/conversations/{conversation_id}/files/{attachment.file_id}"
        return created(AwaitedChatFileOut.of(attachment, form), place)

    @app.get(ONE, summary="See whether a file can be sent", tags=["messaging"])
    def show(conversation_id: str, file_id: str) -> ChatFileOut:
        return ChatFileOut.of_attachment(files.access(actor(), conversation_id, file_id))

    @app.delete(ONE, summary="Erase a file that was not sent", tags=["messaging"], status_code=204)
    def drop(conversation_id: str, file_id: str) -> Response[None]:
        files.drop(actor(), conversation_id, file_id)
        return Response(204)

    @app.post(f"{ONE}/confirm", summary="Say that a file was uploaded", tags=["messaging"])
    def confirm(conversation_id: str, file_id: str) -> Response[ChatFileOut]:
        return ok(ChatFileOut.of_attachment(files.confirm(actor(), conversation_id, file_id)))

    @app.get(f"{ONE}/link", summary="Get addresses to show or download a file from", tags=["messaging"])
    def link(conversation_id: str, file_id: str) -> ChatFileLinkOut:
        return ChatFileLinkOut.of(*files.link(actor(), conversation_id, file_id))

    return app


handler = http(create_app, wiring.wire)
