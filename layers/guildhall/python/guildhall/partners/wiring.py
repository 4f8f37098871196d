"""Which adapter stands behind which port of partners."""

from __future__ import annotations

import random
from dataclasses import dataclass

from guildhall.partners.gateways.pool import CognitoRegistrar
from guildhall.partners.gateways.receivers import HttpReceivers
from guildhall.partners.gateways.signatures import sign
from guildhall.partners.store import DynamoClients, DynamoDeliveries, DynamoEndpoints
from guildhall.partners.use_cases import (
    AdmitCaller,
    ChangeEndpoint,
    CreateClient,
    DeleteEndpoint,
    Deliver,
    Doorkeeper,
    GetEndpoint,
    ListClients,
    ListDeliveries,
    ListEndpoints,
    Ping,
    PlanDeliveries,
    Redeliver,
    RegisterEndpoint,
    RevokeClient,
    RotateSecret,
    ShowSecret,
    SweepDeliveries,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.seals import KmsSeals


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """pool_id: the user pool in which partner clients are made, such as `eu-west-1_AbCdEf123`."""

    pool_id: str


@dataclass(frozen=True, slots=True)
class WebhookSettings:
    """data_key: ARN of the key that seals signing secrets.

    webhook_loopback: whether this machine may be a receiver, over plain HTTP too: true on the local stage only.
    """

    data_key: str
    webhook_loopback: bool = False


@dataclass(frozen=True, slots=True)
class AdmissionSettings:
    """token_issuer: `iss` of the pool's tokens. token_keys_url: its key set. web_client_id: of the web app."""

    token_issuer: str
    token_keys_url: str
    web_client_id: str


@dataclass(frozen=True, slots=True)
class Partners:
    """The use cases that people and programs ask for."""

    create_client: CreateClient
    list_clients: ListClients
    revoke_client: RevokeClient
    register_endpoint: RegisterEndpoint
    list_endpoints: ListEndpoints
    get_endpoint: GetEndpoint
    change_endpoint: ChangeEndpoint
    delete_endpoint: DeleteEndpoint
    show_secret: ShowSecret
    rotate_secret: RotateSecret
    ping: Ping
    list_deliveries: ListDeliveries
    redeliver: Redeliver
    cursors: Cursors


def wire(platform: Platform) -> Partners:
    """Build the use cases on DynamoDB, Cognito and KMS."""
    database, gate, clock, ids = platform.database, platform.gate, platform.clock, platform.ids
    clients, endpoints, deliveries = DynamoClients(database), DynamoEndpoints(database), DynamoDeliveries(database)
    registrar = CognitoRegistrar(platform.settings(PoolSettings).pool_id)
    own = platform.settings(WebhookSettings)
    vault, receivers = KmsSeals(own.data_key), HttpReceivers(clock, loopback_allowed=own.webhook_loopback)
    door = Doorkeeper(clients, endpoints, gate)
    return Partners(
        create_client=CreateClient(clients, registrar, gate, clock),
        list_clients=ListClients(clients, gate),
        revoke_client=RevokeClient(clients, endpoints, registrar, gate),
        register_endpoint=RegisterEndpoint(door, endpoints, receivers, vault, clock, ids),
        list_endpoints=ListEndpoints(door, endpoints),
        get_endpoint=GetEndpoint(door),
        change_endpoint=ChangeEndpoint(door, endpoints, receivers),
        delete_endpoint=DeleteEndpoint(door, endpoints),
        show_secret=ShowSecret(door, vault, clock),
        rotate_secret=RotateSecret(door, endpoints, vault, clock),
        ping=Ping(door, deliveries, clock, ids),
        list_deliveries=ListDeliveries(door, deliveries),
        redeliver=Redeliver(door, deliveries, clock),
        cursors=platform.cursors,
    )


def wire_planning(platform: Platform) -> PlanDeliveries:
    """Build what events need."""
    return PlanDeliveries(DynamoEndpoints(platform.database), DynamoDeliveries(platform.database), platform.clock)


def wire_sweep(platform: Platform) -> SweepDeliveries:
    """Build what the timer needs."""
    return SweepDeliveries(DynamoDeliveries(platform.database), platform.clock)


def wire_delivery(platform: Platform) -> Deliver:
    """Build the sender."""
    own = platform.settings(WebhookSettings)
    return Deliver(
        endpoints=DynamoEndpoints(platform.database),
        deliveries=DynamoDeliveries(platform.database),
        receivers=HttpReceivers(platform.clock, loopback_allowed=own.webhook_loopback),
        vault=KmsSeals(own.data_key),
        clock=platform.clock,
        sign=sign,
        chance=random.random,
    )


def wire_admission(platform: Platform) -> AdmitCaller:
    """Build what the authorizer needs; only its function carries the layer for tokens."""
    from guildhall.partners.gateways.tokens import PoolTokens

    own = platform.settings(AdmissionSettings)
    tokens = PoolTokens(own.token_issuer, own.token_keys_url)
    return AdmitCaller(tokens, DynamoClients(platform.database), own.web_client_id)
