"""Projects that clients post and proposals that experts make.

Promises: one proposal per expert and project; one accepted proposal per project.
Events out: ProjectPosted, ProposalSubmitted, ProposalWithdrawn, ProposalShortlisted, ProposalAccepted. Events in:
ProfilePublished, ExpertVerified.
"""
