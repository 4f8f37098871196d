"""The rows of payments, and their keys."""

from __future__ import annotations

from datetime import timedelta

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from guildhall.platform.items import IntegerAttribute, ListOf, MapOf
from guildhall.platform.table import CoreRecord, OpsRecord

SHARDS = 4
"""Of each work list: a partition takes 1,000 writes a second (data.md section 4.3)."""
NOTICE_LIFE = timedelta(days=90)
"""How long webhooks are kept as they came."""


class Keys:
    """payments in the core and ops tables.

    | who asks                                 | index | PK                         | SK                          |
    |------------------------------------------|-------|----------------------------|-----------------------------|
    | a payment by milestone                   | table | PAY#{milestone_id}         | PAY                         |
    | a command by id                          | table | PAY#{subject}              | CMD#{command_id}            |
    | what happened to a payment               | table | PAY#{milestone_id}         | STEP#{at}#{version}#{n}     |
    | what a month opened, and how it went     | GSI2  | PAY-STEPS#{kind}#{month}   | {at}#{milestone_id}         |
    | the payments of a contract               | GSI1  | CONTRACT-PAYMENTS#{id}     | {milestone_id}              |
    | payments to look at                      | GSI2  | PAY-LOOK#{0..3}            | {look_at}#{milestone_id}    |
    | commands to try                          | GSI2  | PAY-TRY#{0..3}             | {next_try_at}#{command_id}  |
    | releases waiting for an expert's account | GSI1  | PAY-WAIT#{expert_id}       | {command_id}                |
    | an expert's payout account               | table | PAYOUT#{expert_id}         | PAYOUT                      |
    | what a person must see about a subject   | table | PAY-ATTENTION#{about}      | {reason}                    |
    | everything a person must see             | GSI2  | PAY-ATTENTION-OPEN#{0..3}  | {raised_at}#{about}         |
    | chargebacks that no bank has decided     | GSI2  | PAY-CHARGEBACKS-OPEN       | {opened_at}#{id}            |
    | a chargeback by id                       | table | PAY-CHARGEBACK#{id}        | CHARGEBACK                  |
    | a webhook by event id                    | ops   | WEBHOOK-IN#{event_id}      | WEBHOOK-IN                  |
    """

    OPEN_CHARGEBACKS = "PAY-CHARGEBACKS-OPEN"

    @staticmethod
    def payment(milestone_id: str) -> tuple[str, str]:
        """The payment, in one partition with its commands."""
        return f"PAY#{milestone_id}", "PAY"

    @staticmethod
    def command(command_id: str) -> tuple[str, str]:
        """A command id names its subject: `verb:subject:n`."""
        return f"PAY#{command_id.split(':')[1]}", f"CMD#{command_id}"

    @staticmethod
    def step(milestone_id: str, at: str, version: int, name: str) -> tuple[str, str]:
        """One item a step, in the order in which they happened. name: tells apart what one instant brought."""
        return f"PAY#{milestone_id}", f"STEP#{at}#{version:08d}#{name}"

    @staticmethod
    def steps(kind: str, month: str) -> str:
        """Index partition of the steps of one kind in a month such as `2026-03`."""
        return f"PAY-STEPS#{kind}#{month}"

    @staticmethod
    def of_contract(contract_id: str) -> str:
        """Index partition of one contract."""
        return f"CONTRACT-PAYMENTS#{contract_id}"

    @staticmethod
    def waiting(expert_id: str) -> str:
        """Index partition of the releases that wait for one expert."""
        return f"PAY-WAIT#{expert_id}"

    @staticmethod
    def account(expert_id: str) -> tuple[str, str]:
        """One payout account an expert."""
        return f"PAYOUT#{expert_id}", "PAYOUT"

    @staticmethod
    def provider_account(account_id: str) -> str:
        """Index partition of one account at the provider."""
        return f"PROVIDER-ACCOUNT#{account_id}"

    @staticmethod
    def attention(about: str, reason: str) -> tuple[str, str]:
        """One record a subject and reason."""
        return f"PAY-ATTENTION#{about}", reason

    @staticmethod
    def chargeback(chargeback_id: str) -> tuple[str, str]:
        """One item a chargeback."""
        return f"PAY-CHARGEBACK#{chargeback_id}", "CHARGEBACK"

    @staticmethod
    def notice(event_id: str) -> tuple[str, str]:
        """One item a webhook event."""
        return f"WEBHOOK-IN#{event_id}", "WEBHOOK-IN"

    @staticmethod
    def shard(name: str, of: str) -> str:
        """The shard of a work list that something belongs to."""
        return f"{name}#{sum(of.encode()) % SHARDS}"


class PaymentRecord(CoreRecord):
    """A protected payment."""

    KIND = "payments.payment"
    UNAUDITED = frozenset({"client_secret", "payer", "next_action"})

    milestone_id = UnicodeAttribute()
    contract_id = UnicodeAttribute()
    client_id = UnicodeAttribute()
    expert_id = UnicodeAttribute()
    title = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    created_at = UnicodeAttribute()
    state = UnicodeAttribute()
    attempt = IntegerAttribute()
    opened_at = UnicodeAttribute(null=True)
    quote = MapOf(null=True)
    intent_id = UnicodeAttribute(null=True)
    client_secret = UnicodeAttribute(null=True)
    rail = UnicodeAttribute(null=True)
    payer = UnicodeAttribute(null=True)
    next_action = MapOf(null=True)
    hold_days = IntegerAttribute(null=True)
    is_from_credit = BooleanAttribute(default=False)
    on_top_minor = IntegerAttribute(default=0)
    category = UnicodeAttribute(null=True)
    due_on = UnicodeAttribute(null=True)
    pay_on = UnicodeAttribute(null=True)
    was_asked_for = BooleanAttribute(default=False)
    intent_status = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    is_cancelling = BooleanAttribute()
    charge_id = UnicodeAttribute(null=True)
    is_fee_booked = BooleanAttribute()
    funded_minor = IntegerAttribute()
    released_minor = IntegerAttribute()
    refunded_minor = IntegerAttribute()
    lost_minor = IntegerAttribute()
    credited_minor = IntegerAttribute(default=0)
    costs_minor = IntegerAttribute(default=0)
    releases = IntegerAttribute()
    refunds = IntegerAttribute()
    pending = ListOf(default=list)
    splits = IntegerAttribute(default=0)
    split = MapOf(null=True)
    dispute_id = UnicodeAttribute(null=True)
    settled_disputes = ListOf(default=list)
    award = MapOf(null=True)
    chargebacks = ListOf(default=list)
    recoveries = IntegerAttribute(default=0)
    delivery = IntegerAttribute()
    is_under_review = BooleanAttribute()
    is_approved = BooleanAttribute()
    is_automatic = BooleanAttribute()
    remind_at = UnicodeAttribute(null=True)
    release_at = UnicodeAttribute(null=True)
    held_at = UnicodeAttribute(null=True)
    told_days = IntegerAttribute(default=0)
    look_at = UnicodeAttribute(null=True)
    frozen_by = ListOf()
    strays = ListOf()


class StepRecord(CoreRecord):
    """One line of a payment's timeline."""

    KIND = "payments.step"

    milestone_id = UnicodeAttribute()
    step = UnicodeAttribute()
    at = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    about = UnicodeAttribute(null=True)
    by = UnicodeAttribute()
    summary = MapOf(null=True)


class CommandRecord(CoreRecord):
    """A command to the provider."""

    KIND = "payments.command"

    command_id = UnicodeAttribute()
    verb = UnicodeAttribute()
    subject = UnicodeAttribute()
    created_at = UnicodeAttribute()
    next_try_at = UnicodeAttribute()
    expert_id = UnicodeAttribute(null=True)
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    status = UnicodeAttribute()
    key_number = IntegerAttribute()
    tries = IntegerAttribute()
    tried_at = UnicodeAttribute(null=True)
    waiting_for = UnicodeAttribute(null=True)
    object_id = UnicodeAttribute(null=True)
    target = UnicodeAttribute(null=True)
    about = UnicodeAttribute(null=True)
    told_days = IntegerAttribute(default=0)


class ChargebackRecord(CoreRecord):
    """A cardholder's dispute."""

    KIND = "payments.chargeback"

    chargeback_id = UnicodeAttribute()
    milestone_id = UnicodeAttribute()
    contract_id = UnicodeAttribute(null=True)
    client_id = UnicodeAttribute(null=True)
    expert_id = UnicodeAttribute()
    amount_minor = IntegerAttribute()
    currency = UnicodeAttribute()
    reason = UnicodeAttribute()
    status = UnicodeAttribute()
    opened_at = UnicodeAttribute()
    evidence_due_at = UnicodeAttribute(null=True)
    is_booked = BooleanAttribute()
    outcome = UnicodeAttribute(null=True)
    from_hold_minor = IntegerAttribute()
    recovered_minor = IntegerAttribute()
    owed_minor = IntegerAttribute()
    loss_minor = IntegerAttribute()
    evidence = MapOf()
    evidence_number = IntegerAttribute()


class PayoutAccountRecord(CoreRecord):
    """An expert's account with the provider."""

    KIND = "payments.payout_account"
    UNAUDITED = frozenset({"email", "link_url"})

    expert_id = UnicodeAttribute()
    country = UnicodeAttribute()
    email = UnicodeAttribute()
    created_at = UnicodeAttribute()
    attempt = IntegerAttribute()
    provider_account_id = UnicodeAttribute(null=True)
    is_payable = BooleanAttribute()
    links = IntegerAttribute()
    link_url = UnicodeAttribute(null=True)
    link_expires_at = UnicodeAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    bank_failure = UnicodeAttribute(null=True)
    missing = ListOf()


class AttentionRecord(CoreRecord):
    """What a person must see."""

    KIND = "payments.attention"

    about = UnicodeAttribute()
    reason = UnicodeAttribute()
    detail = UnicodeAttribute()
    raised_at = UnicodeAttribute()
    is_open = BooleanAttribute()
    closed_by = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)


class NoticeRecord(OpsRecord):
    """A webhook as it came. done_at: when its effect was committed."""

    KIND = "payments.notice"

    event_id = UnicodeAttribute()
    type = UnicodeAttribute()
    object_kind = UnicodeAttribute(null=True)
    object_id = UnicodeAttribute(null=True)
    group = UnicodeAttribute()
    account_id = UnicodeAttribute(null=True)
    raw = UnicodeAttribute()
    said = UnicodeAttribute(null=True)
    done_at = UnicodeAttribute(null=True)
