"""Accounts and invitations in the core table."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.identity.errors import EmailTaken
from guildhall.identity.models import Account, Invitation, InvitationState
from guildhall.kernel.events import DomainEvent
from guildhall.platform import query
from guildhall.platform.items import ListOf
from guildhall.platform.table import CoreRecord, Database, Transaction

KEPT_AFTER = timedelta(days=90)
"""How long an invitation is kept after it closed; the audit log keeps who invited whom."""


class Keys:
    """identity in the core table.

    | who asks                         | index | PK                         | SK         |
    |----------------------------------|-------|----------------------------|------------|
    | an account by id                 | table | ACCOUNT#{account_id}       | ACCOUNT    |
    | the account of an e-mail address | table | UNIQUE#email#{address}     | UNIQUE     |
    | an invitation by id              | table | INVITATION#{invitation_id} | INVITATION |
    | open invitations of a venue      | table | INVITATION#{venue_id}      | {invitation_id} |
    """

    @staticmethod
    def account(account_id: str) -> tuple[str, str]:
        """The account itself."""
        return f"ACCOUNT#{account_id}", "ACCOUNT"

    @staticmethod
    def address(email: str) -> tuple[str, str]:
        """The guard that makes a normalised address unique."""
        return f"UNIQUE#email#{email}", "UNIQUE"

    @staticmethod
    def invitation(invitation_id: str) -> tuple[str, str]:
        """An invitation."""
        return f"INVITATION#{invitation_id}", "INVITATION"

    @staticmethod
    def of_venue(venue_id: str, invitation_id: str = "") -> tuple[str, str]:
        """That an invitation of a venue is open."""
        return f"INVITATION#{venue_id}", invitation_id


class AccountRecord(CoreRecord):
    """Somebody who can sign in."""

    KIND = "identity.account"
    UNAUDITED = frozenset({"email", "display_name", "recovery_codes"})

    account_id = UnicodeAttribute()
    email = UnicodeAttribute()
    display_name = UnicodeAttribute()
    locale = UnicodeAttribute()
    roles = ListOf()
    state = UnicodeAttribute()
    created_at = UnicodeAttribute()
    confirmed_at = UnicodeAttribute(null=True)
    invitation_id = UnicodeAttribute(null=True)
    referral = UnicodeAttribute(null=True)
    has_totp = BooleanAttribute()
    recovery_codes = ListOf()
    accepted_venues = ListOf(null=True)


class AddressRecord(CoreRecord):
    """The claim of an account on an e-mail address."""

    KIND = "identity.address"

    account_id = UnicodeAttribute()


class InvitationRecord(CoreRecord):
    """The offer of a staff role."""

    KIND = "identity.invitation"
    UNAUDITED = frozenset({"email", "token_hash"})

    invitation_id = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    token_hash = UnicodeAttribute()
    invited_by = UnicodeAttribute()
    created_at = UnicodeAttribute()
    open_until = UnicodeAttribute()
    state = UnicodeAttribute()
    accepted_by = UnicodeAttribute(null=True)
    venue_id = UnicodeAttribute(null=True)
    venue_name = UnicodeAttribute(null=True)
    locale = UnicodeAttribute(null=True)


class OpenInvitationRecord(CoreRecord):
    """That an invitation to work at a venue is open."""

    KIND = "identity.open_invitation"


class Staff(Protocol):
    """The venues' side of a transaction."""

    def join(self, transaction: Transaction, venue_id: str, account_id: str) -> None:
        """Add the steps that put an account among a venue's staff."""


class DynamoAccounts:
    """The port `Accounts` on DynamoDB."""

    def __init__(self, database: Database, staff: Staff) -> None:
        self._database = database
        self._staff = staff

    def get(self, account_id: str) -> Account | None:
        """Return an account, or None."""
        record = AccountRecord.fetch(*Keys.account(account_id))
        return record.to(Account) if record else None

    def find(self, email: str) -> Account | None:
        """Return the account of a normalised address, or None."""
        claim = AddressRecord.fetch(*Keys.address(email))
        return self.get(claim.account_id) if claim else None

    def reserve(self, account: Account) -> Account:
        """Store a new account together with its claim on the address. Raises EmailTaken."""
        claim = AddressRecord(*Keys.address(account.email), kind=AddressRecord.KIND, account_id=account.account_id)
        transaction = self._database.begin()
        transaction.save(AccountRecord.of(account, key=Keys.account(account.account_id), version=None))
        # Its key is the address itself, which must not reach the audit log: erasure could not follow it there.
        transaction.put_unaudited(claim, refused=EmailTaken())
        transaction.commit("identity.sign_up")
        return replace(account, version=1)

    def save(self, account: Account, *events: DomainEvent, action: str, accepted: Invitation | None = None) -> Account:
        """Store at the version it was read at, together with an invitation that it accepts. Raises StaleVersion.

        Whoever accepts work at a venue is among its staff by the same transaction: if the owner took the offer back
        meanwhile, nothing of it is true.
        """
        transaction = self._database.begin()
        transaction.save(AccountRecord.of(account, key=Keys.account(account.account_id), version=account.version))
        if accepted:
            _put(transaction, accepted)
            if accepted.venue_id:
                self._staff.join(transaction, accepted.venue_id, account.account_id)
        transaction.publish(*events)
        transaction.commit(action)
        return replace(account, version=account.version + 1)

    def announce(self, event: DomainEvent) -> None:
        """Publish an event that changes no account."""
        transaction = self._database.begin()
        transaction.publish(event)
        transaction.commit("identity.sign_up")


class DynamoInvitations:
    """The port `Invitations` on DynamoDB."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, invitation_id: str) -> Invitation | None:
        """Return an invitation, or None."""
        record = InvitationRecord.fetch(*Keys.invitation(invitation_id))
        return record.to(Invitation) if record else None

    def save(self, invitation: Invitation, action: str, *events: DomainEvent) -> Invitation:
        """Store at the version it was read at, and publish with it. Raises StaleVersion."""
        transaction = self._database.begin()
        _put(transaction, invitation)
        transaction.publish(*events)
        transaction.commit(action)
        return replace(invitation, version=invitation.version + 1)

    def of_venue(self, venue_id: str) -> list[Invitation]:
        """Return those to work at a venue that were neither accepted nor taken back, oldest first."""
        pk, _ = Keys.of_venue(venue_id)
        rows = query.page(InvitationRecord.Meta.table_name, pk, limit=query.MOST, consistent=True).items
        found = (self.get(str(row["SK"])) for row in rows)
        return [each for each in found if each]


def _put(transaction: Transaction, invitation: Invitation) -> None:
    kept_until = int((invitation.open_until + KEPT_AFTER).timestamp())
    key = Keys.invitation(invitation.invitation_id)
    transaction.save(InvitationRecord.of(invitation, key=key, version=invitation.version, expires_at=kept_until))
    if invitation.venue_id is None:
        return
    pk, sk = Keys.of_venue(invitation.venue_id, invitation.invitation_id)
    mark = OpenInvitationRecord(pk, sk, kind=OpenInvitationRecord.KIND, expires_at=kept_until)
    if invitation.state is not InvitationState.OPEN:
        transaction.delete(mark)
    elif invitation.version == 0:
        transaction.save(mark)
    else:
        # Sent again, it is open for longer; the mark may have expired already.
        kind, ttl = OpenInvitationRecord.kind, OpenInvitationRecord.expires_at
        transaction.update(mark, [kind.set(mark.kind), ttl.set(kept_until)])
