"""Commission quotes, and documents with numbers that have no gaps.

Promises: a quote adds up to the last minor unit; a number exists only with its document; an issued document is never
changed. Events out: InvoiceIssued, TaxProfileSet. Events in: AccountRegistered, FundsReleased, DisputeCostKept,
DepositFeeKept.
"""
