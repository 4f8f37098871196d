"""The mutants: each is one mistake that somebody could make."""

from __future__ import annotations

from dataclasses import dataclass

PACKAGE = "layers/guildhall/python/guildhall"
PAYMENTS = tuple(
    f"tests/use_cases/payments/test_{name}.py"
    for name in (
        "worker",
        "webhooks",
        "refunds",
        "releases",
        "funding",
        "one_transaction",
        "chargebacks",
        "deposit_chargebacks",
        "failures_of_the_world",
        "failures_of_bank_money",
        "failures_of_machinery",
    )
)
LEDGER = ("tests/unit/ledger", "tests/use_cases/ledger", "tests/edge/ledger")
MACHINES = {"payments": "tests/properties/test_payments.py", "ledger": "tests/properties/test_ledger.py"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake. path: below the package. before: text that stands there exactly once. after: what is put instead."""

    name: str
    path: str
    before: str
    after: str

    @property
    def area(self) -> str:
        """The capability that is broken."""
        return self.path.partition("/")[0]

    @property
    def tests(self) -> tuple[str, ...]:
        """The plain tests that should notice."""
        return PAYMENTS if self.area == "payments" else LEDGER

    @property
    def machine(self) -> str:
        """The state machine that should notice."""
        return MACHINES[self.area]

    def broken(self, text: str) -> str:
        """Return the module with the mistake. Raises LookupError when the code has changed: mend the catalogue."""
        if text.count(self.before) != 1:
            raise LookupError(f"{self.name}: found {text.count(self.before)} times in {self.path}")
        return text.replace(self.before, self.after)


_WORKING, _COMMANDS = "payments/use_cases/working.py", "payments/models/commands.py"
_INTENTS, _PAYBACKS = "payments/use_cases/intents.py", "payments/use_cases/paybacks.py"
_JOURNAL, _CLOSING = "ledger/store/journal.py", "ledger/use_cases/closing.py"
_SEARCH = "fact = self._search(order) if order.tried_at is not None else None"
_KEY = 'return f"{self.command_id}:{self.key_number}"'
_RANDOM_KEY = 'return f"{self.command_id}:{id(self)}"'

MUTANTS = (
    # ── the eleven of payments.md section 3.5 ──────────────────────────────────
    Mutant("no search before a repeat", _WORKING, _SEARCH, "fact = None"),
    Mutant("a key that is never the same", _COMMANDS, _KEY, _RANDOM_KEY),
    Mutant(
        "a notice marked before its effect", "payments/use_cases/hearing.py",
        "        if notice is None:\n            return\n",
        "        if notice is None:\n            return\n        self.notices.mark_done(event_id)\n",
    ),
    Mutant(
        "the same key after a refusal", _WORKING,
        "self._wait(order.with_next_key(), code)", "self._wait(order, code)",
    ),
    Mutant(
        "a journal id that is not the provider's", _INTENTS,
        'f"charge:{intent.charge_id}", "charge"', 'f"charge:{intent.milestone_id}:{id(intent)}", "charge"',
    ),
    Mutant("the provider's fee left unbooked", _INTENTS, "    if not intent.fee or intent.paid is None", "    if True"),
    Mutant(
        "a refund that failed becomes revenue", _PAYBACKS,
        'credit(account("client_credit", payment.client_id), refund.amount)',
        'credit(account("platform_fee", "guildhall"), refund.amount)',
    ),
    Mutant(
        "a refused refund not restored", _PAYBACKS,
        "        refunded_minor=payment.refunded_minor - amount.minor,\n    ).frozen(",
        "        refunded_minor=payment.refunded_minor,\n    ).frozen(",
    ),
    Mutant(
        "a lost chargeback that waits for no outcome", "payments/use_cases/losing.py",
        "    if unknown:", "    if False:",
    ),
    Mutant(
        "a frozen release taken back without a search", "payments/use_cases/escalating.py",
        "is_unmade = order.tried_at is None or order.waiting_for == NEVER_MADE", "is_unmade = True",
    ),
    Mutant(
        "state and journal in two transactions", "payments/store/payments.py",
        "        for entry in entries:\n            self._journal.post(transaction, entry)\n",
        "        if entries:\n            transaction.commit(change.action)\n"
        "            transaction = self._database.begin()\n"
        "        for entry in entries:\n            self._journal.post(transaction, entry)\n",
    ),
    Mutant(
        "money sent while frozen", _WORKING,
        "order.verb in {Verb.RELEASE, Verb.REFUND, Verb.REPAY} and payment.frozen_by", "False",
    ),
    Mutant(
        "no mark before the first try", _WORKING,
        "            order = replace(order, tried_at=self.clock.now())\n", "            pass\n",
    ),
    Mutant(
        "the key moved on when only the search failed", _WORKING,
        "            self._wait(order, trouble.code)\n            return\n        if fact is None:",
        "            self._wait(order.with_next_key(), trouble.code)\n            return\n        if fact is None:",
    ),
    Mutant(
        "a venue that owes nothing after a lost chargeback", "payments/use_cases/deposit_disputes.py",
        "    owed = min(left, deposit.quote.shares(0, deposit.kept_minor).net_minor)\n", "    owed = 0\n",
    ),
    Mutant(
        "a charge of another amount is held", _INTENTS, " or intent.paid != payment.amount:", ":",
    ),
    # ── the ledger's own ────────────────────────────────────────────────────────
    Mutant(
        "no floors", _JOURNAL,
        "condition=None if floor is None else BalanceRecord.balance_minor >= floor - change,", "",
    ),
    Mutant("a duplicate not heard first", _JOURNAL, ", is_heard_first=True", ""),
    Mutant("any content taken for the same", _JOURNAL, 'if old.get("digest") == entry.digest:', "if old:"),
    Mutant(
        "several lines of one account not netted", _JOURNAL,
        "net[key] = net.get(key, 0) + line.natural_minor", "net[key] = line.natural_minor",
    ),
    Mutant(
        "a recovery by any other name", "ledger/models/accounts.py",
        "below_floor=frozenset({RECOVERY}),", 'below_floor=frozenset({RECOVERY, "transfer", "move"}),',
    ),
    Mutant(
        "days not chained", _CLOSING, "before = previous.digest if previous else FIRST_DIGEST", "before = FIRST_DIGEST",
    ),
    Mutant(
        "headers not compared with what was posted", _CLOSING, "if entry.content_digest != entry.digest:", "if False:",
    ),
    Mutant("lines not compared with their headers", _CLOSING, "        if lines != said:", "        if False:"),
    Mutant(
        "a closing balance that forgets the days before", _CLOSING,
        "closing = total + (before.closing_minor if before else 0)", "closing = total",
    ),
    Mutant("a day closed the moment it ends", _CLOSING, "MARGIN = timedelta(hours=1)", "MARGIN = timedelta(0)"),
    Mutant(
        "a correction approved by its proposer", "ledger/use_cases/correcting.py",
        "if proposed.proposed_by == actor.account_id:", "if False:",
    ),
    Mutant(
        "a mirrored account corrected by hand", "ledger/models/corrections.py",
        "if class_of(line.account).is_mirrored})", "if False})",
    ),
    Mutant(
        "debts not counted in the coverage", "ledger/models/coverage.py", '"refund_in_transit", ', "",
    ),
)  # fmt: skip
