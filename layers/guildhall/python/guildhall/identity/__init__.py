"""Accounts, roles, sessions and second factors; Cognito does the cryptography.

Promises: one account per e-mail address; a role is granted once and said so; signing out ends the session for good.
Events out: AccountRegistered, AccountConfirmed, RoleGranted. Events in: none.
"""
