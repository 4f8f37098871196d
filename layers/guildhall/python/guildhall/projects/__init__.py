"""Work that clients want done, and what experts offer for it.

Promises: a draft is its author's alone; one proposal an expert and project; a project accepts exactly one proposal, in
the version that the client read; then it is closed.
Events out: ProjectPosted, ProposalSubmitted, ProposalWithdrawn, ProposalShortlisted, ProposalAccepted.
Events in: ProfilePublished, ExpertVerified.
"""
