"""What can go wrong in partners.

NotFound
├── PartnerClientUnknown
├── WebhookEndpointUnknown
└── WebhookDeliveryUnknown
Conflict
├── PartnerClientRevoked
├── WebhookEndpointDisabled
├── WebhookDeliveryPending
└── AlreadyPlanned
Invalid
├── PartnerClientMissing
└── WebhookUrlRefused
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class PartnerClientUnknown(NotFound):
    """No partner client has this id."""

    slug = "partners/client-unknown"
    title = "There is no such partner client"


class WebhookEndpointUnknown(NotFound):
    """No webhook endpoint has this id, or it is another partner's."""

    slug = "partners/endpoint-unknown"
    title = "There is no such webhook endpoint"


class WebhookDeliveryUnknown(NotFound):
    """The endpoint has no such delivery, or it is older than we keep them."""

    slug = "partners/delivery-unknown"
    title = "There is no such delivery"


class PartnerClientRevoked(Conflict):
    """The partner client was revoked; it gets no endpoints any more."""

    slug = "partners/client-revoked"
    title = "This partner client was revoked"


class WebhookEndpointDisabled(Conflict):
    """The endpoint is switched off."""

    slug = "partners/endpoint-disabled"
    title = "This webhook endpoint is switched off"


class WebhookDeliveryPending(Conflict):
    """The delivery will be tried by itself."""

    slug = "partners/delivery-pending"
    title = "This delivery is still under way"


class AlreadyPlanned(Conflict):
    """The event was planned for this endpoint before: a redelivery, nothing to do."""

    slug = "partners/already-planned"
    title = "This delivery was planned before"


class PartnerClientMissing(Invalid):
    """Somebody who is no partner must say for which partner client."""

    slug = "partners/client-missing"
    title = "Say for which partner client"


class WebhookUrlRefused(Invalid):
    """We do not send to this address."""

    slug = "partners/url-refused"
    title = "We do not send to this address"
