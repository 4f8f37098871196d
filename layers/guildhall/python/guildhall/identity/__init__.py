"""Accounts, roles, sessions and second factors; Cognito does the cryptography.

Promises: one account per e-mail address; nobody learns from an answer whether an address has an account; a role is
granted once and said so; signing out ends the session for good.
Events out: AccountRegistered, AccountConfirmed, AccountRenamed, LocaleChanged, RoleGranted, SignUpRepeated.
Events in: none.
"""
