"""HTTP edge of partners: read the request, call one use case, write the answer."""

from typing import Annotated

from guildhall.partners import schemas, wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.params import Query

# The answer holds a secret, which must not be kept for a repetition; a client made twice is one to revoke.
KEYLESS = frozenset({"/v1/partner-clients"})

Limit = Annotated[int, Query(ge=1, le=100)]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
PartnerId = Annotated[str | None, Query(max_length=140, description="Only people say it; a program means its own.")]


def create_app(partners: wiring.Partners) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_clients(app, partners)
    _add_endpoints(app, partners)
    _add_one_endpoint(app, partners)
    _add_deliveries(app, partners)
    return app


def _add_clients(app: APIGatewayHttpResolver, partners: wiring.Partners) -> None:
    @app.post("/v1/partner-clients", summary="Make a partner client", tags=["partners"], status_code=201)
    def create_client(body: schemas.PartnerClientIn) -> Response[schemas.NewPartnerClientOut]:
        client, secret = partners.create_client(actor(), body.name, body.account_id, list(body.scopes))
        shown = schemas.NewPartnerClientOut(client=schemas.PartnerClientOut.of(client), client_secret=secret)
        return created(shown, f"/v1/partner-clients/{client.partner_id}")

    @app.get("/v1/partner-clients", summary="List partner clients", tags=["partners"])
    def list_clients() -> schemas.PartnerClientsOut:
        return schemas.PartnerClientsOut(
            items=[schemas.PartnerClientOut.of(client) for client in partners.list_clients(actor())]
        )

    @app.post("/v1/partner-clients/<partner_id>/revoke", summary="Shut a partner client out", tags=["partners"])
    def revoke_client(partner_id: str, body: schemas.NothingIn) -> schemas.PartnerClientOut:  # noqa: ARG001  refuses a body
        return schemas.PartnerClientOut.of(partners.revoke_client(actor(), partner_id))


def _add_endpoints(app: APIGatewayHttpResolver, partners: wiring.Partners) -> None:
    @app.post("/v1/webhook-endpoints", summary="Register a webhook endpoint", tags=["partners"], status_code=201)
    def register(body: schemas.NewWebhookEndpointIn) -> Response[schemas.WebhookEndpointOut]:
        endpoint = partners.register_endpoint(
            actor(), partner_id=body.partner_id, url=body.url, events=body.events, description=body.description
        )
        location = f"/v1/webhook-endpoints/{endpoint.endpoint_id}"
        return created(schemas.WebhookEndpointOut.of(endpoint), location, version=endpoint.version)

    @app.get("/v1/webhook-endpoints", summary="List a partner's webhook endpoints", tags=["partners"])
    def list_endpoints(partner_id: PartnerId = None) -> schemas.WebhookEndpointsOut:
        found = partners.list_endpoints(actor(), partner_id)
        return schemas.WebhookEndpointsOut(items=[schemas.WebhookEndpointOut.of(endpoint) for endpoint in found])


def _add_one_endpoint(app: APIGatewayHttpResolver, partners: wiring.Partners) -> None:
    @app.get("/v1/webhook-endpoints/<endpoint_id>", summary="Show a webhook endpoint", tags=["partners"])
    def get_endpoint(endpoint_id: str) -> Response[schemas.WebhookEndpointOut]:
        endpoint = partners.get_endpoint(actor(), endpoint_id)
        return ok(schemas.WebhookEndpointOut.of(endpoint), version=endpoint.version)

    @app.put("/v1/webhook-endpoints/<endpoint_id>", summary="Change a webhook endpoint", tags=["partners"])
    def change_endpoint(
        endpoint_id: str, body: schemas.ChangedWebhookEndpointIn, match: IfMatch = None
    ) -> Response[schemas.WebhookEndpointOut]:
        endpoint = partners.change_endpoint(
            actor(),
            endpoint_id,
            url=body.url,
            events=body.events,
            description=body.description,
            is_enabled=body.is_enabled,
            version=if_match(match),
        )
        return ok(schemas.WebhookEndpointOut.of(endpoint), version=endpoint.version)

    @app.delete(
        "/v1/webhook-endpoints/<endpoint_id>", summary="Delete a webhook endpoint", tags=["partners"], status_code=204
    )
    def delete_endpoint(endpoint_id: str) -> Response[None]:
        partners.delete_endpoint(actor(), endpoint_id)
        return Response(204)

    @app.get("/v1/webhook-endpoints/<endpoint_id>/secret", summary="Show the signing secret", tags=["partners"])
    def show_secret(endpoint_id: str) -> schemas.WebhookSecretOut:
        return schemas.WebhookSecretOut(secret=partners.show_secret(actor(), endpoint_id))

    @app.post("/v1/webhook-endpoints/<endpoint_id>/rotate", summary="Replace the signing secret", tags=["partners"])
    def rotate(endpoint_id: str, body: schemas.NothingIn) -> Response[schemas.WebhookEndpointOut]:  # noqa: ARG001  refuses a body
        endpoint = partners.rotate_secret(actor(), endpoint_id)
        return ok(schemas.WebhookEndpointOut.of(endpoint), version=endpoint.version)


def _add_deliveries(app: APIGatewayHttpResolver, partners: wiring.Partners) -> None:
    @app.post("/v1/webhook-endpoints/<endpoint_id>/ping", summary="Send a test event", tags=["partners"])
    def ping(endpoint_id: str, body: schemas.NothingIn) -> schemas.WebhookDeliveryOut:  # noqa: ARG001  refuses a body
        return schemas.WebhookDeliveryOut.of(partners.ping(actor(), endpoint_id))

    @app.get("/v1/webhook-endpoints/<endpoint_id>/deliveries", summary="List deliveries", tags=["partners"])
    def list_deliveries(endpoint_id: str, cursor: Cursor = None, limit: Limit = 20) -> schemas.WebhookDeliveriesOut:
        name = f"deliveries:{endpoint_id}"
        page = partners.list_deliveries(actor(), endpoint_id, limit, partners.cursors.read(cursor, name))
        items = [schemas.WebhookDeliveryOut.of(delivery) for delivery in page.items]
        return schemas.WebhookDeliveriesOut(items=items, next_cursor=partners.cursors.write(page.position, name))

    @app.post(
        "/v1/webhook-endpoints/<endpoint_id>/deliveries/<delivery_id>/redeliver",
        summary="Send a delivery once more",
        tags=["partners"],
    )
    def redeliver(endpoint_id: str, delivery_id: str, body: schemas.NothingIn) -> schemas.WebhookDeliveryOut:  # noqa: ARG001  refuses a body
        return schemas.WebhookDeliveryOut.of(partners.redeliver(actor(), endpoint_id, delivery_id))


handler = http(create_app, wiring.wire, keyless=KEYLESS)
