"""Which adapter stands behind which port of billing."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.administration.wiring import get_setting
from guildhall.billing.gateways import PdfPrinter, S3Files
from guildhall.billing.models import Issuer
from guildhall.billing.store import DynamoDocuments, DynamoParties
from guildhall.billing.use_cases import (
    AccessDocument,
    DraftInvoice,
    IssueDocument,
    LinkDocument,
    ListDocuments,
    QuoteFees,
    RememberParty,
)
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors


@dataclass(frozen=True, slots=True)
class BillingSettings:
    """Where files are kept, and the legal entity on documents (template parameters).

    documents_bucket: its name. issuer_code: first part of numbers, such as `GH`. issuer_name, issuer_address,
    issuer_registration: as printed. issuer_tax_note: the sentence that says why no tax is charged.
    issuer_zone: IANA time zone that decides dates and years, such as `Europe/Paris`.
    """

    documents_bucket: str
    issuer_code: str
    issuer_name: str
    issuer_address: str
    issuer_registration: str
    issuer_tax_note: str
    issuer_zone: str


@dataclass(frozen=True, slots=True)
class Billing:
    """The use cases, and the cursors of their lists."""

    cursors: Cursors
    remember_party: RememberParty
    draft_invoice: DraftInvoice
    issue_document: IssueDocument
    access_document: AccessDocument
    link_document: LinkDocument
    list_documents: ListDocuments


def quote_fees(platform: Platform) -> QuoteFees:
    """Build the one use case that payments asks for (decision 0002)."""
    return QuoteFees(get_setting(platform))


def wire(platform: Platform) -> Billing:
    """Build the use cases on DynamoDB and S3."""
    own = platform.settings(BillingSettings)
    issuer = Issuer(
        code=own.issuer_code,
        name=own.issuer_name,
        address=own.issuer_address,
        registration=own.issuer_registration,
        tax_note=own.issuer_tax_note,
        zone=own.issuer_zone,
    )
    documents, parties = DynamoDocuments(platform.database), DynamoParties(platform.database)
    files = S3Files(own.documents_bucket)
    access = AccessDocument(documents, platform.gate)
    return Billing(
        cursors=platform.cursors,
        remember_party=RememberParty(parties),
        draft_invoice=DraftInvoice(documents, parties, platform.clock, platform.ids),
        issue_document=IssueDocument(documents, files, PdfPrinter(), issuer, platform.clock),
        access_document=access,
        link_document=LinkDocument(access, files),
        list_documents=ListDocuments(documents, platform.gate),
    )
