"""What administrators, partners' programs, events and timers can ask of partners."""

from guildhall.partners.use_cases.admit import AdmitCaller
from guildhall.partners.use_cases.clients import CreateClient, ListClients, RevokeClient
from guildhall.partners.use_cases.deliveries import (
    Deliver,
    ListDeliveries,
    Ping,
    PlanDeliveries,
    Redeliver,
    SweepDeliveries,
)
from guildhall.partners.use_cases.endpoints import (
    ChangeEndpoint,
    DeleteEndpoint,
    Doorkeeper,
    GetEndpoint,
    ListEndpoints,
    RegisterEndpoint,
    RotateSecret,
    ShowSecret,
)

__all__ = [
    "AdmitCaller",
    "ChangeEndpoint",
    "CreateClient",
    "DeleteEndpoint",
    "Deliver",
    "Doorkeeper",
    "GetEndpoint",
    "ListClients",
    "ListDeliveries",
    "ListEndpoints",
    "Ping",
    "PlanDeliveries",
    "Redeliver",
    "RegisterEndpoint",
    "RevokeClient",
    "RotateSecret",
    "ShowSecret",
    "SweepDeliveries",
]
