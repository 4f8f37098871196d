"""What can go wrong in profiles.

NotFound
└── ProfileUnknown
Forbidden
└── RoleNotHeld
Conflict
├── ProfileIncomplete
└── NothingToVerify
"""

from guildhall.kernel.errors import Conflict, Forbidden, NotFound


class ProfileUnknown(NotFound):
    """The account has no profile in this role, or none that the actor may see."""

    slug = "profiles/profile-unknown"
    title = "There is no such profile"


class RoleNotHeld(Forbidden):
    """A profile shows an account in a role that the account does not have."""

    slug = "profiles/role-not-held"
    title = "Your account does not have this role"


class ProfileIncomplete(Conflict):
    """Something that a public profile must show is missing; `errors` points at each."""

    slug = "profiles/profile-incomplete"
    title = "The profile is not complete enough to be public"


class NothingToVerify(Conflict):
    """Only a published expert profile can be verified: otherwise nobody has said anything to vouch for."""

    slug = "profiles/nothing-to-verify"
    title = "This profile is not public yet"
