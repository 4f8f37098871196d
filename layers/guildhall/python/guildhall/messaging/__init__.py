"""Conversations, messages, receipts, typing and presence.

Promises: a message that was acknowledged is kept, once, in order; frames may be lost, messages not.
Events out: ConversationOpened, MessageSent, ScheduledMessageRefused, MessageSignalled,
AbuseReported, AbuseReportDecided, CallStarted, CallMissed, DataCopyReady, ResponseTimeMeasured.
Events in: AccountRegistered, AccountRenamed, ContractSigned, DisputeLeft, DisputeOpened, DisputeTaken,
NotificationSent, NotificationsRead, ProposalAccepted, ProposalShortlisted, RoomChanged, VenueStaffLeft.
"""
