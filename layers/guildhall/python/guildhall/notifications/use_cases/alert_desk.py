"""What administrators set up for alerts: rules, who is on call, and where alerts go besides people."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar

from guildhall.kernel.actor import Actor
from guildhall.kernel.errors import Fault, StaleVersion
from guildhall.kernel.ids import Ids
from guildhall.kernel.policy import Gate, require
from guildhall.notifications.errors import AlertAddressInvalid, AlertSettingUnknown, TooManyAlertSettings
from guildhall.notifications.models import AlertAddress, AlertRule, Comparison, Figure, Rota, Severity
from guildhall.notifications.ports import Contacts
from guildhall.notifications.ports.alerts import AlertAddresses, AlertDesk
from guildhall.notifications.use_cases.alerts import CENTRE
from guildhall.notifications.use_cases.words import own_language, texts


def _first(figure: Figure, threshold: int, window_minutes: int) -> AlertRule:
    return AlertRule("", "", figure, Comparison.ABOVE, threshold, window_minutes, Severity.WARNING, None, is_on=True)


FIRST_RULES = (
    _first(Figure.PAYMENT_FAILURES, 5, 60),
    _first(Figure.PAYOUT_FAILURES, 0, 24 * 60),
    # Timers end the stages of a dispute; a quarter of an hour later none did.
    _first(Figure.DISPUTE_MINUTES_LATE, 15, 5),
    _first(Figure.REPORT_MINUTES_LATE, 0, 5),
)
"""What every stage wants to hear of; alarms of the cloud (infra/observability.yaml) tell of the machines."""
VIEW, CHANGE = "notifications.view_alerts", "notifications.configure_alerts"


@dataclass(frozen=True, slots=True)
class ManageRules:
    """Say which figures are reasons for alerts."""

    desk: AlertDesk
    ids: Ids
    gate: Gate

    MOST: ClassVar[int] = 50

    def list(self, actor: Actor) -> list[AlertRule]:
        """Return the rules, oldest first. Raises Forbidden."""
        require(self.gate, actor, VIEW, CENTRE)
        return self.desk.rules()

    def add(self, actor: Actor, rule: AlertRule) -> AlertRule:
        """Store a rule under an id of its own. Raises Forbidden, TooManyAlertSettings, AlertSettingUnknown."""
        require(self.gate, actor, CHANGE, CENTRE)
        if len(self.desk.rules()) >= self.MOST:
            raise TooManyAlertSettings(f"at most {self.MOST} rules")
        self._check_rota(rule)
        made = replace(rule, rule_id=self.ids.new("alu"), version=0)
        self.desk.save(made)
        return replace(made, version=1)

    def change(self, actor: Actor, rule: AlertRule) -> AlertRule:
        """Replace the rule of this id. rule.version: what was read.

        Raises Forbidden, AlertSettingUnknown, StaleVersion.
        """
        require(self.gate, actor, CHANGE, CENTRE)
        known = self._known(rule.rule_id)
        if known.version != rule.version:
            raise StaleVersion(f"the rule is at version {known.version}")
        self._check_rota(rule)
        self.desk.save(rule)
        return replace(rule, version=rule.version + 1)

    def remove(self, actor: Actor, rule_id: str) -> None:
        """Forget a rule; its alert is resolved within a minute. Raises Forbidden, AlertSettingUnknown, StaleVersion."""
        require(self.gate, actor, CHANGE, CENTRE)
        self.desk.remove(self._known(rule_id))

    def _known(self, rule_id: str) -> AlertRule:
        for rule in self.desk.rules():
            if rule.rule_id == rule_id:
                return rule
        raise AlertSettingUnknown

    def _check_rota(self, rule: AlertRule) -> None:
        if rule.rota_id is not None and all(rota.rota_id != rule.rota_id for rota in self.desk.rotas()):
            raise AlertSettingUnknown("no rota has this id")


@dataclass(frozen=True, slots=True)
class BeginRules:
    """Give a new stage rules of alerts with its first administrator; from then on they are the administrators' own."""

    desk: AlertDesk
    contacts: Contacts
    ids: Ids

    def __call__(self, account_id: str) -> None:
        """Store the rules, named in the language of the administrator, unless the stage began or has rules already."""
        names = texts(own_language(self.contacts.get(account_id)))["alert_rules"]
        made = [replace(rule, rule_id=self.ids.new("alu"), name=names[rule.figure]) for rule in FIRST_RULES]
        with suppress(StaleVersion):
            self.desk.begin([] if self.desk.rules() else made)


@dataclass(frozen=True, slots=True)
class ManageRotas:
    """Say who is on call when."""

    desk: AlertDesk
    ids: Ids
    gate: Gate

    MOST: ClassVar[int] = 10

    def list(self, actor: Actor) -> list[Rota]:
        """Return the rotas, oldest first; alarms of the cloud go to the first. Raises Forbidden."""
        require(self.gate, actor, VIEW, CENTRE)
        return self.desk.rotas()

    def add(self, actor: Actor, rota: Rota) -> Rota:
        """Store a rota under an id of its own. Raises Forbidden, TooManyAlertSettings."""
        require(self.gate, actor, CHANGE, CENTRE)
        if len(self.desk.rotas()) >= self.MOST:
            raise TooManyAlertSettings(f"at most {self.MOST} rotas")
        made = replace(rota, rota_id=self.ids.new("rot"), version=0)
        self.desk.save(made)
        return replace(made, version=1)

    def change(self, actor: Actor, rota: Rota) -> Rota:
        """Replace the rota of this id. rota.version: what was read.

        Raises Forbidden, AlertSettingUnknown, StaleVersion.
        """
        require(self.gate, actor, CHANGE, CENTRE)
        known = self._known(rota.rota_id)
        if known.version != rota.version:
            raise StaleVersion(f"the rota is at version {known.version}")
        self.desk.save(rota)
        return replace(rota, version=rota.version + 1)

    def remove(self, actor: Actor, rota_id: str) -> None:
        """Forget a rota; its rules call the first one left. Raises Forbidden, AlertSettingUnknown, StaleVersion."""
        require(self.gate, actor, CHANGE, CENTRE)
        self.desk.remove(self._known(rota_id))

    def _known(self, rota_id: str) -> Rota:
        for rota in self.desk.rotas():
            if rota.rota_id == rota_id:
                return rota
        raise AlertSettingUnknown


@dataclass(frozen=True, slots=True)
class ManageAddresses:
    """Say where alerts go besides people."""

    desk: AlertDesk
    addresses: AlertAddresses
    ids: Ids
    gate: Gate

    MOST: ClassVar[int] = 10

    def list(self, actor: Actor) -> list[AlertAddress]:
        """Return the addresses, oldest first. Raises Forbidden."""
        require(self.gate, actor, VIEW, CENTRE)
        return self.desk.addresses()

    def add(self, actor: Actor, address: AlertAddress) -> AlertAddress:
        """Store an address under an id of its own. Raises Forbidden, TooManyAlertSettings, AlertAddressInvalid."""
        require(self.gate, actor, CHANGE, CENTRE)
        known = self.desk.addresses()
        if len(known) >= self.MOST:
            raise TooManyAlertSettings(f"at most {self.MOST} addresses")
        if any(each.target == address.target for each in known):
            raise AlertAddressInvalid(faults=(Fault("/target", "alerts go there already", "known"),))
        self.addresses.check(address)
        made = replace(address, address_id=self.ids.new("adr"), version=0)
        self.desk.save(made)
        return replace(made, version=1)

    def remove(self, actor: Actor, address_id: str) -> None:
        """Send there no more. Raises Forbidden, AlertSettingUnknown, StaleVersion."""
        require(self.gate, actor, CHANGE, CENTRE)
        for address in self.desk.addresses():
            if address.address_id == address_id:
                self.desk.remove(address)
                return
        raise AlertSettingUnknown
