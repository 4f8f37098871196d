"""What only the outside world can do: cardholders, banks, the passing of time, a broken network."""

import json
from dataclasses import dataclass
from typing import Any

from tools.stripe_server import clock, delivery, faults, notices
from tools.stripe_server.errors import ApiError, Body, invalid, no_such
from tools.stripe_server.ids import PLATFORM
from tools.stripe_server.resources import (
    accounts,
    balance,
    cards,
    charges,
    confirmation,
    disputes,
    events,
    payment_intents,
    payouts,
    radar,
    refunds,
    setup_intents,
    subscriptions,
    topups,
    transfers,
)
from tools.stripe_server.store import Store
from tools.stripe_server.world import World

INTENTS = {"payment_intent": confirmation.authenticate, "setup_intent": setup_intents.authenticate}


@dataclass(frozen=True, slots=True)
class Control:
    """The hands of a test or of the console page. Every method is one transaction; refusals are ApiError."""

    store: Store
    base_url: str
    courier: delivery.Courier

    def world(self, owner: str = PLATFORM) -> World:
        """See the account as a program that holds its key would."""
        return World(self.store, self.base_url, owner)

    # -- the network --------------------------------------------------------------------------------------------------
    def fault(self, kind: str, *, method: str = "POST", path: str = "/", milliseconds: int = 0, times: int = 1) -> None:
        """Let the next `times` requests that match fail in the given way (see faults.Kind)."""
        faults.arm(self.store, faults.Fault(kind, method, path, milliseconds), times)

    def clear_faults(self) -> None:
        """Forget the faults that wait."""
        faults.disarm(self.store)

    def calls(self) -> list[Body]:
        """List the API requests received, oldest first."""
        return [json.loads(row["body"]) for row in self.store.rows("SELECT body FROM calls ORDER BY seq")]

    # -- time ---------------------------------------------------------------------------------------------------------
    def advance(self, seconds: int) -> int:
        """Let time pass: keys expire, charges settle, payouts arrive, authorisations lapse. Returns the new time."""
        with self.store.transaction():
            now = clock.advance(self.store, seconds)
            for owner in (PLATFORM, *(each["id"] for each in self.world().find(accounts.KIND))):
                world = self.world(owner)
                if balance.settle(world):
                    world.emit("balance.available", balance.retrieve(world, {}))
                payouts.arrive(world)
            charges.book_fees(self.world())
            payment_intents.expire_authorisations(self.world())
            subscriptions.pass_time(self.world())
        self.courier.wake()
        return now

    def settlement_days(self, days: int) -> None:
        """Set how long a charge stays pending from now on, in days."""
        self.store.set(balance.SETTLEMENT_DAYS, days)

    def authorise_for(self, hours: int) -> None:
        """Let banks keep authorised money for this long from now on."""
        self.store.set(charges.AUTHORISATION_HOURS, hours)

    def drop_authorisation(self, intent_id: str) -> Body:
        """Let a bank give its cardholder back what nobody captured, before its time."""
        return self._do(payment_intents.expire, intent_id)

    def late_fees(self, *, late: bool) -> None:
        """Answer payments before the fee is known, as Stripe may with asynchronous capture, until `book_fees`."""
        self.store.set(charges.LATE_FEES, late)

    def book_fees(self) -> None:
        """Book what was late: each charge gets its balance transaction, and charge.updated says so."""
        with self.store.transaction():
            charges.book_fees(self.world())
        self.courier.wake()

    # -- cardholders and banks ----------------------------------------------------------------------------------------
    def authenticate(self, intent_id: str, *, approved: bool) -> Body:
        """Answer the 3-D Secure question for an intent that waits for it."""
        kind = "setup_intent" if intent_id.startswith("seti_") else "payment_intent"
        with self.store.transaction():
            intent = self.world().get(kind, intent_id)
            if intent["status"] != "requires_action":
                raise invalid(f"This intent does not wait for its cardholder: it is {intent['status']}.")
            result = INTENTS[kind](self.world(), intent, approved=approved)
        self.courier.wake()
        return result

    def pay(self, intent_id: str, card: str, return_url: str | None = None) -> Body:
        """Let the payer use a test card. Raises ApiError 402 when the bank refuses, which leaves its traces."""
        given = {"payment_method": card} | ({"return_url": return_url} if return_url else {})
        return self._do(payment_intents.confirm, given, intent_id)

    def capture(self, intent_id: str) -> Body:
        """Take authorised money, as a member of staff would in Stripe's dashboard."""
        return self._do(payment_intents.capture, {}, intent_id)

    def cancel(self, intent_id: str) -> Body:
        """Give an intent up, as a member of staff would in Stripe's dashboard."""
        return self._do(payment_intents.cancel, {}, intent_id)

    def refund(self, intent_id: str) -> Body:
        """Refund what is left as staff would in Stripe's dashboard: no command of the platform is behind it."""
        return self._do(refunds.create, {"payment_intent": intent_id})

    def reverse(self, transfer_id: str, amount: int) -> Body:
        """Fetch a part of a transfer back, as staff would in Stripe's dashboard: no command of ours is behind it."""
        return self._do(transfers.reverse, {"amount": amount}, transfer_id)

    def dispute(self, charge_id: str, reason: str = "fraudulent") -> Body:
        """Let the cardholder dispute a charge."""
        return self._do(disputes.open_dispute, charge_id, reason)

    def close_dispute(self, dispute_id: str, *, won: bool) -> Body:
        """Let the bank decide a dispute."""
        return self._do(disputes.close_dispute, dispute_id, won=won)

    def withdraw(self, dispute_id: str) -> Body:
        """Let an inquiry become a chargeback: the bank takes the money."""
        return self._do(disputes.withdraw, dispute_id)

    def inquire(self, charge_id: str, reason: str = "fraudulent") -> Body:
        """Let the cardholder's bank ask about a charge: no money moves yet."""
        return self._do(disputes.open_dispute, charge_id, reason, is_inquiry=True)

    def close_inquiry(self, dispute_id: str) -> Body:
        """Let the bank be content with an answer."""
        return self._do(disputes.close_inquiry, dispute_id)

    def warn(self, charge_id: str, fraud_type: str = "made_with_stolen_card") -> Body:
        """Let the issuer report a charge before anybody disputes it."""
        return self._do(radar.warn, charge_id, fraud_type)

    def open_review(self, intent_id: str) -> Body:
        """Let a rule put a payment before Stripe's reviewers."""
        return self._do(radar.open_review, intent_id)

    def close_review(self, review_id: str, reason: str = "approved") -> Body:
        """Let the reviewers decide."""
        return self._do(radar.close_review, review_id, reason)

    def fail_refund(self, refund_id: str, reason: str = "expired_or_canceled_card") -> Body:
        """Let the card's bank send a refund back."""
        return self._do(refunds.fail, refund_id, reason)

    def complete_refund(self, refund_id: str) -> Body:
        """Let a pending refund arrive."""
        return self._do(refunds.succeed, refund_id)

    # -- connected accounts -------------------------------------------------------------------------------------------
    def onboard(self, account_id: str, *, status: str = "active") -> Body:
        """Let Stripe decide on an account: active, or restricted again."""
        return self._do(accounts.decide, account_id, status)

    def pay_out(self, account_id: str, amount: int, currency: str) -> Body:
        """Send a connected account's money to its bank, as its payout schedule would."""
        return self._do(
            payouts.create, {"amount": amount, "currency": currency}, owner=account_id,
        )  # fmt: skip

    def settle_payout(self, payout_id: str, failure: str | None = None) -> Body:
        """Let the bank take a payout, or send it back with Stripe's failure code."""
        row = self.store.row(payout_id)
        if row is None:
            raise no_such("payout", payout_id)
        return self._do(payouts.settle, payout_id, owner=row["owner"], failure=failure)

    def change_bank(self, account_id: str) -> None:
        """Let the owner of an account give other bank details."""
        with self.store.transaction():
            accounts.change_bank(self.world(account_id), account_id)
        self.courier.wake()

    def save_card(self, setup_id: str, card: str, return_url: str | None = None) -> Body:
        """Let somebody fill in the form of a setup intent with a test card, as Stripe.js does."""
        given = {"payment_method": card} | ({"return_url": return_url} if return_url else {})
        return self._do(setup_intents.confirm, given, setup_id)

    def detach_card(self, method_id: str) -> Body:
        """Let staff take a card off its customer in the dashboard."""
        return self._do(cards.detach, {}, method_id)

    def renew_card(self, method_id: str) -> Body:
        """Let a bank send its customer a new card."""
        return self._do(cards.renew, method_id)

    def reissue_card(self, method_id: str, card: str) -> None:
        """Let a saved card behave from now on as a test card does, such as one that its bank refuses."""
        with self.store.transaction():
            self.world().hide(self.world().get("payment_method", method_id)["id"], card=card)

    def cancel_subscription(self, subscription_id: str) -> Body:
        """End a subscription now, as staff would in Stripe's dashboard."""
        return self._do(subscriptions.cancel, {}, subscription_id)

    # -- the platform's own bank --------------------------------------------------------------------------------------
    def schedule_payouts(self, interval: str) -> Body:
        """Let staff turn automatic payouts on (daily, weekly, monthly), or off (manual), in the dashboard."""
        return self._do(balance.update_settings, {"payments": {"payouts": {"schedule": {"interval": interval}}}})

    def top_up(self, amount: int, currency: str, failure: str | None = None) -> Body:
        """Send money from the platform's bank, which arrives at once or fails with Stripe's code."""
        topup = self._do(topups.create, {"amount": amount, "currency": currency})
        return self._do(topups.settle, topup["id"], failure=failure)

    # -- webhooks -----------------------------------------------------------------------------------------------------
    def listen(self, url: str, secret: str, thin_secret: str | None = None, thin_url: str | None = None) -> None:
        """Send all events here from now on: the platform's, those of connected accounts, and thin ones."""
        with self.store.transaction():
            events.listen(self.store, "we_local", notices.SNAPSHOT, url, secret)
            events.listen(self.store, "we_localconnect", notices.SNAPSHOT, url, secret, connect=True)
            events.listen(self.store, "ed_local", notices.THIN, thin_url or url, thin_secret or secret)
        self.courier.wake()

    def delivery_mode(self, mode: str) -> None:
        """Deliver by itself (auto) or only by hand (manual)."""
        if mode not in {delivery.AUTO, delivery.MANUAL}:
            raise invalid("The delivery mode is auto or manual.", param="mode")
        self.store.set(delivery.MODE, mode)
        self.courier.wake()

    def deliveries(self, state: str | None = None) -> list[Body]:
        """List deliveries, oldest first: seq, event, type, endpoint, state, attempts, answer, detail."""
        sql = (
            "SELECT deliveries.*, events.type, events.form FROM deliveries JOIN events ON events.id = deliveries.event"
            " WHERE ? IS NULL OR state = ? ORDER BY deliveries.seq"
        )
        return [dict(row) for row in self.store.rows(sql, state, state)]

    def deliver(self, number: int, *, age: int = 0, is_edited: bool = False) -> int | None:
        """Post one delivery now, also a second time; see Courier.deliver."""
        return self.courier.deliver(number, age=age, is_edited=is_edited)

    def drop(self, number: int) -> None:
        """Lose a delivery: it counts as failed, and nobody tries it again."""
        self.store.run("UPDATE deliveries SET state = 'failed', detail = 'dropped by hand' WHERE seq = ?", number)

    def events(self) -> list[Body]:
        """List all events of all accounts, newest first, in the form of the API."""
        rows = self.store.rows("SELECT * FROM events ORDER BY seq DESC")
        return [events.load(self.store, row) for row in rows]

    def reset(self) -> None:
        """Forget everything except where webhooks go."""
        with self.store.transaction():
            listeners = [self.store.row(each) for each in ("we_local", "we_localconnect", "ed_local")]
            self.store.clear()
            for row in listeners:
                if row:
                    self.store.add(
                        row["kind"], row["owner"], json.loads(row["body"]), row["created"], json.loads(row["hidden"])
                    )

    def _do(self, act: Any, *values: object, owner: str = PLATFORM, **named: object) -> Body:
        refused: ApiError | None = None
        result: Body = {}
        with self.store.transaction():
            try:
                result = act(self.world(owner), *values, **named)
            except ApiError as error:
                if not error.keeps_effects:
                    raise
                refused = error
        self.courier.wake()
        if refused:
            raise refused
        return result
