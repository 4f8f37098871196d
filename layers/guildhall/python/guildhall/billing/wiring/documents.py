"""Which adapter stands behind which port of documents: invoices, credit notes, receipts, archives."""

from __future__ import annotations

from dataclasses import dataclass, replace

from guildhall.billing.gateways.files import S3Files
from guildhall.billing.gateways.flow_service import FlowService
from guildhall.billing.gateways.numbers import StandardNumbers
from guildhall.billing.gateways.printer import PdfPrinter
from guildhall.billing.gateways.rates import load_rates
from guildhall.billing.gateways.vies import ViesRegister
from guildhall.billing.models.documents import Issuer
from guildhall.billing.store.archives import DynamoArchives
from guildhall.billing.store.documents import DynamoBooks, DynamoDocuments, DynamoParties
from guildhall.billing.store.subscriptions import DynamoSubscriptions
from guildhall.billing.store.tax import DynamoTaxProfiles
from guildhall.billing.store.transmissions import DynamoTransmissions
from guildhall.billing.store.withheld import DynamoWithheld
from guildhall.billing.use_cases.archiving import AccessArchive, RequestArchive, WriteArchivePart
from guildhall.billing.use_cases.composing import ComposeDocument
from guildhall.billing.use_cases.correcting import CorrectAfterCheck, CorrectDocument
from guildhall.billing.use_cases.documents import RememberParty
from guildhall.billing.use_cases.drafting import DraftInvoice, RecordHold, RecordRefund, RecordRelease, ReviewWaiting
from guildhall.billing.use_cases.issuing import NumberDocuments, PrintDocument
from guildhall.billing.use_cases.reading import (
    AccessDocument,
    DocumentsOfDay,
    LinkDocument,
    ListDocuments,
    ListIssued,
    ListWaiting,
)
from guildhall.billing.use_cases.takings import TakeBackRelease
from guildhall.billing.use_cases.tax import AccessTaxProfile, CheckVatId, SetTaxProfile
from guildhall.billing.use_cases.tax_reports import ReportTaxes
from guildhall.billing.use_cases.transmitting import BeginTransmission, ShowTransmission, Transmit
from guildhall.billing.wiring.agreements import take_back_release
from guildhall.billing.wiring.corrections import corrections
from guildhall.billing.wiring.referrals import Referrals, wire_referrals
from guildhall.billing.wiring.tax import TaxSettings, tax_of
from guildhall.billing.wiring.timers import subscription_store
from guildhall.kernel.clock import Clock
from guildhall.platform.assembly import Platform
from guildhall.platform.cursors import Cursors
from guildhall.platform.secrets import Secret


@dataclass(frozen=True, slots=True)
class BillingSettings:
    """Where files are kept, and the legal entity on documents (template parameters).

    documents_bucket: its name. document_lock_mode: `COMPLIANCE` or `GOVERNANCE`, of S3's object lock.
    document_lock_years: for which a file cannot be changed, after the year of issue.
    issuer_code: first part of numbers, such as `GH`. issuer_name, issuer_address,
    issuer_registration: as printed. issuer_tax_note: the sentence that says why no tax is charged.
    """

    documents_bucket: str
    document_lock_mode: str
    document_lock_years: int
    issuer_code: str
    issuer_name: str
    issuer_address: str
    issuer_registration: str
    issuer_tax_note: str

    def issuer(self, zone: str) -> Issuer:
        """Return the legal entity. zone: IANA time zone of its dates."""
        return Issuer(
            code=self.issuer_code,
            name=self.issuer_name,
            address=self.issuer_address,
            registration=self.issuer_registration,
            tax_note=self.issuer_tax_note,
            zone=zone,
        )


@dataclass(frozen=True, slots=True)
class EInvoiceSettings:
    """The approved platform that takes invoices as data.

    einvoice_url: base address of its flow service; empty where there is none: then nothing is sent.
    einvoice_secret: ARN of the secret with its token.
    """

    einvoice_url: str = ""
    einvoice_secret: str = ""


@dataclass(frozen=True, slots=True)
class ZoneSettings:
    """issuer_zone: IANA time zone that decides dates and years of documents, such as `Europe/Paris`."""

    issuer_zone: str


@dataclass(frozen=True, slots=True)
class Billing:
    """The use cases, and the cursors of their lists."""

    cursors: Cursors
    clock: Clock
    remember_party: RememberParty
    record_hold: RecordHold
    record_release: RecordRelease
    record_refund: RecordRefund
    draft_invoice: DraftInvoice
    take_back: TakeBackRelease
    subscriptions: DynamoSubscriptions
    review_waiting: ReviewWaiting
    number_documents: NumberDocuments
    print_document: PrintDocument
    access_document: AccessDocument
    link_document: LinkDocument
    list_documents: ListDocuments
    referrals: Referrals
    list_issued: ListIssued
    list_waiting: ListWaiting
    report_taxes: ReportTaxes
    access_tax_profile: AccessTaxProfile
    set_tax_profile: SetTaxProfile
    check_vat_id: CheckVatId
    request_archive: RequestArchive
    access_archive: AccessArchive
    write_archive_part: WriteArchivePart
    correct_document: CorrectDocument
    correct_after_check: CorrectAfterCheck
    begin_transmission: BeginTransmission
    transmit: Transmit
    show_transmission: ShowTransmission


def draft_invoice(platform: Platform) -> DraftInvoice:
    """Build what other capabilities draft invoices of the platform with (decision 0002)."""
    return DraftInvoice(DynamoDocuments(platform.database), _composer(platform))


def documents_of_day(platform: Platform) -> DocumentsOfDay:
    """Build the list of a day's documents, for whoever compares it with the ledger."""
    return DocumentsOfDay(DynamoDocuments(platform.database))


def _check_vat_id(platform: Platform) -> CheckVatId:
    own = platform.settings(TaxSettings)
    register = ViesRegister(own.vies_url, own.issuer_vat_id or None, platform.clock)
    profiles = DynamoTaxProfiles(platform.database)
    return CheckVatId(profiles, profiles, load_rates(), register, platform.clock)


def _composer(platform: Platform) -> ComposeDocument:
    quoting = tax_of(platform)
    return ComposeDocument(
        documents=DynamoDocuments(platform.database),
        parties=DynamoParties(platform.database),
        profiles=quoting.profiles,
        tax=replace(quoting, check=_check_vat_id(platform)),
        own=quoting.own,
        table=quoting.table,
        zone=platform.settings(ZoneSettings).issuer_zone,
        clock=platform.clock,
        ids=platform.ids,
    )


def wire_documents(platform: Platform) -> Billing:
    """Build the use cases on DynamoDB and S3."""
    own, compose = platform.settings(BillingSettings), _composer(platform)
    issuer = own.issuer(compose.zone)
    documents, books, parties = DynamoDocuments(platform.database), DynamoBooks(), DynamoParties(platform.database)
    profiles, table, archives = compose.profiles, compose.table, DynamoArchives(platform.database)
    files = S3Files(own.documents_bucket, own.document_lock_mode, own.document_lock_years)
    access = AccessDocument(documents, platform.gate)
    transmissions, network = DynamoTransmissions(platform.database), platform.settings(EInvoiceSettings)
    secret = Secret(network.einvoice_secret)

    def token() -> str:
        return secret.value

    correct = CorrectDocument(access, documents, books, compose, corrections(platform), platform.gate)
    return Billing(
        cursors=platform.cursors,
        clock=platform.clock,
        remember_party=RememberParty(parties),
        record_hold=RecordHold(documents, books, compose),
        record_release=RecordRelease(documents, books, profiles, compose),
        record_refund=RecordRefund(documents, books, compose),
        draft_invoice=DraftInvoice(documents, compose),
        take_back=take_back_release(platform),
        subscriptions=subscription_store(platform),
        review_waiting=ReviewWaiting(documents, compose, platform.gate),
        number_documents=NumberDocuments(documents, issuer, platform.clock),
        print_document=PrintDocument(documents, files, PdfPrinter(), issuer),
        access_document=access,
        link_document=LinkDocument(access, files),
        list_documents=ListDocuments(documents, platform.gate),
        referrals=wire_referrals(platform),
        list_issued=ListIssued(documents, profiles, platform.gate),
        list_waiting=ListWaiting(documents, platform.gate),
        report_taxes=ReportTaxes(documents, DynamoWithheld(), platform.gate),
        access_tax_profile=AccessTaxProfile(profiles, platform.gate),
        set_tax_profile=SetTaxProfile(profiles, table, StandardNumbers(table), platform.gate, platform.clock),
        check_vat_id=_check_vat_id(platform),
        request_archive=RequestArchive(archives, platform.gate, platform.clock, platform.ids),
        access_archive=AccessArchive(archives, files, platform.gate),
        write_archive_part=WriteArchivePart(archives, documents, files),
        correct_document=correct,
        correct_after_check=CorrectAfterCheck(documents, profiles, correct),
        begin_transmission=BeginTransmission(transmissions, platform.clock, is_on=bool(network.einvoice_url)),
        transmit=Transmit(documents, files, transmissions, FlowService(network.einvoice_url, token), platform.clock),
        show_transmission=ShowTransmission(access, transmissions),
    )
