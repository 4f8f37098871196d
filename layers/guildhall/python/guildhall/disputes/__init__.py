"""Disputes: filing about one milestone, evidence, mediation, arbitration, and the split that settles the money.

Promises: only the disputed milestone is frozen, the rest flows; silence moves a dispute on and never loses it; a person
decides, says why, and another person hears the one appeal; both sides read the same timeline with one countdown.
Events out: DisputeOpened, DisputeStageEntered, DisputeReminderDue, DisputeResolved. Events in: DisputeSettled,
FundsReleased, FundsRefunded, ChargebackOpened, ChargebackClosed, DepositChargebackOpened, DepositChargebackClosed, and
its own stages, to have them watched.
"""
