"""The double-entry journal and its balances; nobody else writes money.

Promises: every entry sums to zero per currency; nothing is ever edited; no guarded account falls below its floor.
Events out: none: it is written inside the payer's transaction. Events in: none.
"""
