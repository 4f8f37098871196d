"""Commission quotes, and documents with numbers that have no gaps.

Promises: a number exists only with its document; a quote is kept as it was given.
Events out: InvoiceIssued. Events in: FundsReleased.
"""
