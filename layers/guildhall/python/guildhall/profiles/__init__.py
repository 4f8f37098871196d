"""What a person shows of themselves: skills, rate, completion, verification status.

Promises: only complete profiles are published; only administrators verify.
Events out: ProfilePublished, ExpertVerified. Events in: AccountRegistered.
"""
