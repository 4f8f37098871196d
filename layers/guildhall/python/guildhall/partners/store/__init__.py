"""Partner clients and webhook endpoints in the core table, deliveries in the ops table."""

from guildhall.partners.store.clients import DynamoClients
from guildhall.partners.store.deliveries import DynamoDeliveries
from guildhall.partners.store.endpoints import DynamoEndpoints

__all__ = ["DynamoClients", "DynamoDeliveries", "DynamoEndpoints"]
