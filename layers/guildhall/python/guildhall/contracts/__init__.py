"""Contracts: terms that both sides sign, milestones, deliveries, approvals, and what happened when.

Promises: an accepted proposal becomes exactly one contract; nothing moves before both signed the same terms; only the
very delivery that the client looked at is approved, by the client or by silence; late and repeated messages change
nothing.
Events out: ContractOpened, ContractSignatureGiven, ContractSigned, MilestoneCancelled, WorkDelivered,
ReviewReminderDue, ChangesRequested,
WorkApproved. Events in: ProposalAccepted, FundsHeld, FundsReleased, FundsRefunded, ChargebackOpened, ChargebackClosed.
"""
