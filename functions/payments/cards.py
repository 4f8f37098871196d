"""HTTP edge of saved cards: read the request, call one use case, write the answer."""

from guildhall.payments.models.cards import CardHolder
from guildhall.payments.schemas.cards import SavedCardsOut
from guildhall.payments.wiring.cards import CardDesk, wire_cards
from guildhall.platform.context import actor
from guildhall.platform.edge import http

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

ALL = "/v1/saved-cards"


def create_app(desk: CardDesk) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)

    def shown(holder: CardHolder) -> SavedCardsOut:
        return SavedCardsOut.of(holder, desk.publishable_key)

    @app.get(ALL, summary="List your saved cards", tags=["payments"])
    def list_cards() -> SavedCardsOut:
        return shown(desk.show(actor()))

    @app.post(ALL, summary="Open the form with which a card is saved", tags=["payments"], status_code=202)
    def add_card() -> Response[SavedCardsOut]:
        # The provider is asked afterwards: the list shows the form when it is there.
        return Response(202, "application/json", shown(desk.add(actor())), headers={"Location": ALL})

    @app.post(ALL + "/<method_id>/default", summary="Choose the card for next time", tags=["payments"])
    def choose_card(method_id: str) -> SavedCardsOut:
        return shown(desk.choose(actor(), method_id))

    @app.delete(ALL + "/<method_id>", summary="Remove a card", tags=["payments"])
    def remove_card(method_id: str) -> SavedCardsOut:
        return shown(desk.remove(actor(), method_id))

    return app


handler = http(create_app, wire_cards)
