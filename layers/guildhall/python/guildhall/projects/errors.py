"""What can go wrong in projects.

NotFound
├── ProjectUnknown
└── ProposalUnknown
Invalid
├── ProjectIncomplete
└── ProposalIncomplete
Conflict
├── ProjectNotDraft
├── ProjectNotOpen
├── ProposalMoveRefused
└── ProfileNotPublished
"""

from guildhall.kernel.errors import Conflict, Invalid, NotFound


class ProjectUnknown(NotFound):
    """No such project, or none that the actor may see."""

    slug = "projects/project-unknown"
    title = "There is no such project"


class ProposalUnknown(NotFound):
    """This expert offered nothing, or nothing that the actor may see."""

    slug = "projects/proposal-unknown"
    title = "There is no such proposal"


class ProjectIncomplete(Invalid):
    """A posted project must say what `errors` points at."""

    slug = "projects/project-incomplete"
    title = "The project cannot be posted yet"


class ProposalIncomplete(Invalid):
    """A submitted proposal must say what `errors` points at."""

    slug = "projects/proposal-incomplete"
    title = "The proposal cannot be submitted yet"


class ProjectNotDraft(Conflict):
    """Experts rely on what was posted, so it stays."""

    slug = "projects/project-not-draft"
    title = "This project has been posted"


class ProjectNotOpen(Conflict):
    """The project takes no proposals: it is a draft, or it has accepted one."""

    slug = "projects/project-not-open"
    title = "This project is not open"


class ProposalMoveRefused(Conflict):
    """The proposal is in a state that does not allow this."""

    slug = "projects/proposal-move-refused"
    title = "The proposal's state does not allow this"


class ProfileNotPublished(Conflict):
    """Clients choose between experts whom they can look at."""

    slug = "projects/profile-not-published"
    title = "Publish your expert profile first"
