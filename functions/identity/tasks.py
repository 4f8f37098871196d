"""Operators' tasks of identity."""

from guildhall.identity import wiring
from guildhall.platform.context import actor
from guildhall.platform.edge import tasks
from guildhall.platform.edge.tasks import Tasks


def choose(identity: wiring.Identity) -> Tasks:
    """Name the tasks."""

    def invite_first_administrator(task_input: dict[str, str]) -> dict[str, str]:
        """Offer the role to `email`; whoever may invoke this function may do so, and hands the token over.

        Not by mail: on the day of the first administrator nobody knows yet whether mail works.
        """
        invitation, token = identity.invite_staff(actor(), task_input["email"], "administrator", None)
        return {"invitation_id": invitation.invitation_id, "token": token}

    return {"invite_first_administrator": invite_first_administrator}


handler = tasks(choose, wiring.wire)
