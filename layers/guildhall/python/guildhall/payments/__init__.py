"""Protected funds per milestone: fund, hold, release, refund, and the provider that moves the money.

Promises: state, journal entry and command commit together; only the command worker calls the provider.
Events out: FundsHeld, FundsReleased, FundsRefunded, PaymentFailed, PayoutAccountReady, PayoutPaid, PayoutFailed,
DisputeSettled, DisputeCostKept, ChargebackOpened, ChargebackClosed, DepositHeld, DepositFailed, DepositFeeKept,
DepositSettled, DepositLost, DepositChargebackOpened, DepositChargebackClosed, FundingDue. Events in: ContractSigned,
MilestoneCancelled, WorkDelivered, ChangesRequested, WorkApproved, DisputeOpened, DisputeResolved.
"""
