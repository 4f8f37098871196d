"""Contracts, their milestones, deliveries and approvals.

Promises: both sides sign the same terms; a milestone is approved at most once, by the client or by silence.
Events out: ContractOpened, ContractSigned, WorkDelivered, ChangesRequested, WorkApproved. Events in:
ProposalAccepted, FundsHeld, FundsReleased.
"""
