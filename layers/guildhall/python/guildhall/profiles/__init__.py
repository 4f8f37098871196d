"""What people show of themselves: one profile an account and role, its completion, and whether an expert is verified.

Promises: only complete profiles are public; a change of a public profile is announced; only an administrator verifies.
Events out: ProfilePublished, ExpertVerified. Events in: AccountRegistered, ResponseTimeMeasured,
RoleGranted.
"""
