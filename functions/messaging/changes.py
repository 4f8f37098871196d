"""HTTP edge of one message: show it, change it, react to it, translate it."""

from guildhall.messaging import wiring
from guildhall.messaging.schemas import messages, translations
from guildhall.platform.context import actor
from guildhall.platform.edge import http, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

KEYLESS = frozenset({"/v1/conversations/{conversation_id}/messages/{message_id}/translation"})
"""Translated twice, it is one translation."""


def create_app(messaging: wiring.Messaging) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    one = "/v1/conversations/<conversation_id>/messages/<message_id>"

    @app.get(one, summary="Show a message", tags=["messaging"])
    def show_message(conversation_id: str, message_id: str) -> messages.MessageOut:
        return messages.MessageOut.of(messaging.show_message(actor(), conversation_id, message_id))

    @app.put(one, summary="Edit what you sent", tags=["messaging"])
    def edit_message(conversation_id: str, message_id: str, body: messages.EditIn) -> messages.MessageOut:
        return messages.MessageOut.of(messaging.edit_message(actor(), conversation_id, message_id, body.text))

    @app.delete(one, summary="Take back what you sent", tags=["messaging"])
    def delete_message(conversation_id: str, message_id: str) -> messages.MessageOut:
        return messages.MessageOut.of(messaging.delete_message(actor(), conversation_id, message_id))

    @app.put(f"{one}/reactions", summary="React with emoji", tags=["messaging"])
    def react(conversation_id: str, message_id: str, body: messages.ReactionsIn) -> messages.MessageOut:
        return messages.MessageOut.of(messaging.react(actor(), conversation_id, message_id, body.emojis))

    @app.get(f"{one}/versions", summary="Read what an edited message said before", tags=["messaging"])
    def list_versions(conversation_id: str, message_id: str) -> messages.VersionsOut:
        found = messaging.list_versions(actor(), conversation_id, message_id)
        return messages.VersionsOut(items=[messages.VersionOut.of(version) for version in found])

    @app.get(f"{one}/translation", summary="See into what a message can be translated", tags=["messaging"])
    def offer_translation(conversation_id: str, message_id: str) -> translations.MessageTranslationsOut:
        languages = messaging.translate.offer(actor(), conversation_id, message_id)
        return translations.MessageTranslationsOut(languages=languages)

    @app.post(f"{one}/translation", summary="Read a message in another language", tags=["messaging"])
    def translate(
        conversation_id: str, message_id: str, body: translations.MessageTranslationIn
    ) -> Response[translations.MessageTranslationOut]:
        found = messaging.translate(actor(), conversation_id, message_id, body.language)
        return ok(translations.MessageTranslationOut.of(*found))

    return app


handler = http(create_app, wiring.wire, keyless=KEYLESS)
