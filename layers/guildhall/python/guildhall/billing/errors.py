"""What can go wrong in billing.

NotFound
├── DocumentUnknown
└── PartyUnknown
Conflict
├── AlreadyDrafted
├── DocumentMoveNotAllowed
└── DocumentNotReady
"""

from guildhall.kernel.errors import Conflict, NotFound, Unavailable


class DocumentUnknown(NotFound):
    """There is no such document, or it is not addressed to the actor."""

    slug = "billing/document-unknown"
    title = "There is no such document"


class PartyUnknown(Unavailable):
    """The account's name has not reached billing yet; its event is on the way."""

    slug = "billing/party-unknown"
    title = "The addressee is not known yet"


class AlreadyDrafted(Conflict):
    """A document for this release exists."""

    slug = "billing/already-drafted"
    title = "This release already has its document"


class DocumentMoveNotAllowed(Conflict):
    """The document is in a state from which it cannot go there."""

    slug = "billing/document-move-not-allowed"
    title = "The document cannot take this step"


class DocumentNotReady(Conflict):
    """The document has its number, and its file is still being written."""

    slug = "billing/document-not-ready"
    title = "The document is still being written"
