"""Examples of what moves money, counts it and quarrels about it; see `tests.support.examples`."""

from __future__ import annotations

from tests.support.disputed import EVIDENCE, FILING, REASONS
from tests.support.operations import example as _example
from tests.support.world import TAX_PROFILE

_PRICE = {"amount_minor": "120000", "currency": "EUR"}
_RULE = {"name": "Less for Pakistan", "side": "expert", "kind": "percent", "basis_points": 800, "reason": "To grow."}
_PLAN = {"name": "Studio", "price_minor": 2_400, "currency": "EUR", "interval": "month"}
_CHANGE = {"change_id": "$rule_change"}
_AGREEMENT, _AGREED = "GET /v1/contributor-agreements/{agreement_id}", {"agreement_id": "$agreement"}
_NEWCOMER = {"newcomer_id": "$client"}
BILLING = [
    _example("GET /v1/commission-rules"),
    _example("GET /v1/commission-rules/{rule_id}", rule_id="rule_default"),
    _example("POST /v1/commission-changes", body=_RULE),
    _example("GET /v1/commission-changes"),
    _example("GET /v1/commission-changes/{change_id}", **_CHANGE),
    _example("GET /v1/commission-changes/{change_id}/preview", **_CHANGE, query=_PRICE),
    _example("POST /v1/commission-changes/{change_id}/approve", **_CHANGE, body={}, version="rule change"),
    _example("POST /v1/commission-changes/{change_id}/reject", **_CHANGE, body={}, version="rule change"),
    _example("POST /v1/commission-changes/{change_id}/withdraw", **_CHANGE, version="rule change"),
    _example("GET /v1/contributor-agreements"),
    _example(
        "POST /v1/contributor-agreements",
        body={
            "contributor_id": "$venue",
            "brought_id": "$client",
            "name": "Fair",
            "basis": "commission",
            "basis_points": 1_000,
            "currency": "EUR",
            "valid_to": "2027-03-01T00:00:00Z",
        },
    ),
    _example(_AGREEMENT, **_AGREED),
    _example(_AGREEMENT + "/statement", **_AGREED, query={"month": "2026-03-01"}),
    *(_example(f"{_AGREEMENT}/{verb}".replace("GET", "POST"), **_AGREED) for verb in ("approve", "reject")),
    _example(f"{_AGREEMENT}/end".replace("GET", "POST"), agreement_id="$agreed"),
    _example("GET /v1/referral-links"),
    _example("POST /v1/referral-links", "referral", body={"purpose": "referral"}),
    _example("POST /v1/referral-links", "invitation", body={"purpose": "invitation"}),
    _example("GET /v1/referrals"),
    _example("GET /v1/referral-rewards"),
    _example("POST /v1/referral-rewards/{newcomer_id}/clear", **_NEWCOMER),
    _example(
        "POST /v1/referral-rewards/{newcomer_id}/reverse",
        **_NEWCOMER,
        body={"reason": "One person."},
    ),
    _example("GET /v1/plans"),
    _example("GET /v1/plans/{plan_id}", plan_id="$plan"),
    _example("POST /v1/plans", body=_PLAN),
    _example("GET /v1/subscription"),
    _example("POST /v1/subscription", body={"plan_id": "$plan"}, ends=["billing/card-needed"]),
    _example("GET /v1/subscriptions"),
    _example("POST /v1/subscription/change", body={"plan_id": "$plan"}, version="subscription"),
    *(_example(f"POST /v1/subscription/{verb}", version="subscription") for verb in ("cancel", "resume")),
    _example("POST /v1/subscription/card", version="subscription"),
    _example("GET /v1/commission-quotes", "as expert", query=_PRICE),
    _example("GET /v1/commission-quotes", "as client", query=_PRICE | {"expert_id": "$expert"}),
    _example("GET /v1/documents"),
    _example("GET /v1/documents/{document_id}", document_id="$document"),
    _example("GET /v1/documents/{document_id}/file", document_id="$document"),
    _example("GET /v1/documents/issued/{issuer_id}", issuer_id="platform", query={"year": "2026"}),
    _example("GET /v1/documents/{document_id}/transmission", document_id="$document"),
    _example("GET /v1/documents/waiting/{side_id}", side_id="$client"),
    _example("GET /v1/documents/taxes/{side_id}", side_id="$client", query={"year": "2026"}),
    _example("GET /v1/documents/taxes/{side_id}/export", side_id="$client", query={"year": "2026"}),
    _example("POST /v1/documents/{document_id}/review", document_id="$document"),
    _example(
        "POST /v1/documents/{document_id}/correct",
        document_id="$document",
        body={"reason": "The name was wrong."},
        ends=["billing/document-not-correctable"],
    ),
    _example("POST /v1/document-archives", body={"issuer_id": "platform", "year": 2026}),
    _example("GET /v1/document-archives/{archive_id}", archive_id="$archive"),
    _example("GET /v1/tax-profiles/{account_id}", account_id="$expert"),
    _example("PUT /v1/tax-profiles/{account_id}", account_id="$expert", body=TAX_PROFILE, version="tax_profile"),
]

_DISPUTE = "/v1/disputes/{dispute_id}"
_QUEUED = "/v1/dispute-queue/{dispute_id}"
_PIECE = _DISPUTE + "/evidence/{evidence_id}"
_FILING, _ANSWERABLE = {"dispute_id": "$dispute_filing"}, {"dispute_id": "$dispute_answerable"}
_MEDIATED, _ARBITRATED = {"dispute_id": "$dispute_mediated"}, {"dispute_id": "$dispute_arbitrated"}
_SPLIT = {"to_expert_minor": 10_000, "to_client_minor": 30_000}
DISPUTES = [
    _example("GET /v1/disputes"),
    _example("POST /v1/disputes", body={"milestone_id": "$funded"}),
    _example(f"GET {_DISPUTE}", "draft", **_FILING),
    _example(f"GET {_DISPUTE}", "open", **_MEDIATED),
    _example(f"PUT {_DISPUTE}", **_FILING, body=FILING, version="filing"),
    _example(f"POST {_DISPUTE}/submit", **_FILING),
    _example(f"GET {_DISPUTE}/timeline", **_MEDIATED),
    _example(f"POST {_DISPUTE}/accept", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/answer", **_ANSWERABLE, body={"text": "I told them so."}),
    _example(f"POST {_DISPUTE}/withdraw", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/notes", **_MEDIATED, body={"text": "Half of it is in use."}),
    _example(f"POST {_DISPUTE}/splits", **_MEDIATED, body=_SPLIT),
    _example(f"POST {_DISPUTE}/splits/{{number}}/accept", **_MEDIATED, number="1"),
    _example(f"POST {_DISPUTE}/want-decision", **_MEDIATED),
    _example(f"POST {_DISPUTE}/appeal", dispute_id="$dispute_appealable", body={"text": "There is more to see."}),
    _example(f"GET {_DISPUTE}/evidence", **_ANSWERABLE),
    _example(f"POST {_DISPUTE}/evidence", **_ANSWERABLE, body=EVIDENCE),
    _example(f"POST {_PIECE}/confirm", **_ANSWERABLE, evidence_id="$uploaded_evidence"),
    _example(f"POST {_PIECE}/withdraw", **_ANSWERABLE, evidence_id="$entered_evidence"),
    _example(f"GET {_PIECE}/link", **_ANSWERABLE, evidence_id="$entered_evidence"),
    _example("GET /v1/chargebacks"),
    _example("GET /v1/chargebacks/{chargeback_id}", chargeback_id="$chargeback"),
    _example(
        "PUT /v1/chargebacks/{chargeback_id}", chargeback_id="$chargeback", version="chargeback",
        body={"statement": "They use it every day."},
    ),
    _example("POST /v1/chargebacks/{chargeback_id}/submit", chargeback_id="$chargeback"),
    _example("GET /v1/dispute-queue"),
    _example(f"POST {_QUEUED}/take", "to mediate", **_ANSWERABLE),
    _example(f"GET {_QUEUED}/conversation", **_ARBITRATED),
    _example(f"GET {_QUEUED}/conversation/pdf", **_ARBITRATED),
    _example(f"POST {_QUEUED}/leave", **_ARBITRATED),
    _example(f"POST {_QUEUED}/decide", **_ARBITRATED, body={**_SPLIT, "reasons": REASONS}),
]  # fmt: skip

RECONCILIATION = [
    *(
        _example(f"GET /v1/finance/{name}{ending}", query=query)
        for name, query in (
            ("payments", {"month": "2026-03"}), ("success", {"from_on": "2026-03-01", "to_on": "2026-03-31"}),
            ("dispute-rates", {"from_on": "2026-03-01", "to_on": "2026-03-31"}),
            ("waiting", {}), ("payouts", {}), ("chargebacks", {}),
        )
        for ending in ("", "/export")
    ),
    _example("GET /v1/finance/rail-statements", query={"rail": "jazzcash"}),
    _example(
        "POST /v1/finance/rail-statements",
        body={"rail": "jazzcash", "day": "2026-03-01", "text": "Merchant Transaction ID,Amount"},
    ),
    _example("GET /v1/finance/differences"),
    _example("GET /v1/finance/differences/export"),
    _example(
        "POST /v1/finance/differences/{difference_id}/resolve",
        difference_id="$difference", body={"note": "paid by hand in the dashboard"},
    ),
]  # fmt: skip
YEAR = {"from_on": "2026-01-01", "to_on": "2026-12-31"}
_MOVED = {"on": "2026-03-02", "currency": "EUR"}
_CORRECTION = {"correction_id": "$correction"}
LEDGER = [
    *(
        _example(f"GET /v1/finance/{name}")
        for name in ("coverage", "coverage/export", "days", "corrections", "holds", "holds/export")
    ),
    *(_example(f"GET /v1/finance/{name}", query=YEAR) for name in ("fees", "fees/export", "taxes", "taxes/export")),
    _example("GET /v1/finance/fees/take-rate", query={"from_on": "2026-03-01", "to_on": "2026-03-31"}),
    *(_example(f"GET /v1/finance/{name}", query=_MOVED) for name in ("movements", "movements/export")),
    _example("GET /v1/finance/entries", query={"about": "$released"}),
    _example("POST /v1/finance/corrections", body={"entry_id": "$entry", "reason": "booked for the wrong provider"}),
    _example("GET /v1/finance/corrections/{correction_id}", **_CORRECTION),
    *(
        _example(f"POST /v1/finance/corrections/{{correction_id}}/{verb}", **_CORRECTION, body={"note": "checked"})
        for verb in ("approve", "refuse")
    ),
    _example("GET /v1/balances/{account_id}", account_id="$expert"),
    _example("GET /v1/statements/{expert_id}", expert_id="$expert", query={"currency": "EUR"}),
    _example("GET /v1/statements/{expert_id}/export", expert_id="$expert", query={"currency": "EUR"}),
]

PAYMENTS = [
    _example("GET /v1/milestones/{milestone_id}/quote", milestone_id="$unfunded"),
    _example("GET /v1/milestones/{milestone_id}/payment-methods", milestone_id="$unfunded"),
    _example("POST /v1/milestones/{milestone_id}/fund", milestone_id="$unfunded", body={}),
    _example("GET /v1/payments/{milestone_id}/release-quote", milestone_id="$funded", query={"amount_minor": "100"}),
    _example("GET /v1/payments", query={"contract_id": "$contract"}),
    _example("GET /v1/payments/{milestone_id}", milestone_id="$funded"),
    _example("GET /v1/payments/{milestone_id}/timeline", milestone_id="$funded"),
    _example("POST /v1/payments/{milestone_id}/refund-part", milestone_id="$funded", body={"amount_minor": 1}),
    _example(
        "POST /v1/payments/{milestone_id}/release", milestone_id="$funded", body={"amount_minor": 1}, version="payment"
    ),
    _example(
        "POST /v1/payments/{milestone_id}/splits", milestone_id="$funded", version="payment",
        body={"to_client_minor": 1, "to_expert_minor": 1, "reason": "Half of it is done."},
    ),
    _example("POST /v1/payments/{milestone_id}/splits/{number}/accept", milestone_id="$funded", number="1"),
    _example("POST /v1/payments/{milestone_id}/splits/{number}/decline", milestone_id="$funded", number="1"),
    _example("POST /v1/payments/{milestone_id}/refund", milestone_id="$funded"),
    _example("POST /v1/payments/{milestone_id}/thaw", milestone_id="$funded"),
    _example(
        "POST /v1/milestones/{milestone_id}/fund-from-credit",
        milestone_id="$unfunded",
        ends={"payments/credit-too-small", "payments/move-refused"},
    ),
    _example(
        "POST /v1/payments/{milestone_id}/repay-credit",
        milestone_id="$funded",
        body={"amount_minor": 1},
        ends={"payments/credit-not-repayable"},
    ),
    _example(
        "POST /v1/payments/{milestone_id}/refund-unpayable",
        milestone_id="$funded",
        ends={"payments/payee-may-be-paid"},
    ),
    _example("GET /v1/payout-account"),
    _example("POST /v1/payout-account", body={"country": "FR", "email": "payee@mail.example"}),
    _example("GET /v1/payout-wallets"),
    _example(
        "PUT /v1/payout-wallets/{currency}", currency="PKR", body={"rail": "jazzcash", "phone": "03001234567"}
    ),
    _example("POST /v1/payout-account/check"),
    _example("GET /v1/saved-cards"),
    _example("POST /v1/saved-cards"),
    _example("POST /v1/saved-cards/{method_id}/default", method_id="pm_saved"),
    _example("DELETE /v1/saved-cards/{method_id}", method_id="pm_saved"),
    _example("GET /v1/payouts"),
    _example("GET /v1/treasury-rates"),
    _example(
        "PUT /v1/treasury-rates/{sold}/{bought}", sold="EUR", bought="PKR",
        body={"rate": "302.15", "source": "the central bank"},
    ),
    _example("GET /v1/payment-attention"),
    _example(
        "POST /v1/payment-attention/{about}/close", about="mil_lost",
        body={"reason": "amount_mismatch", "note": "Looked into it."},
    ),
]  # fmt: skip


MONEY = (*BILLING, *DISPUTES, *LEDGER, *PAYMENTS, *RECONCILIATION)
