"""What can go wrong in messaging. A conversation of others is NotFound, exactly like one that does not exist.

Forbidden
└── Blocked
Conflict
├── MessageIdTaken
├── MessageDeleted
├── FileSent
├── TooLateToChange
├── ScheduledMessageClosed
├── ReportDecided
├── CallIdTaken
├── AnotherCall
├── CallOver
├── NotInCall
├── TooManyTemplates
├── TranslationNotAvailable
└── NothingToTranslate
Invalid
├── MessageIdOutOfTime
├── ReplyUnknown
├── MentionUnknown
├── VariableUnknown
├── SendTimeOutOfRange
├── ReportedUnknown
├── DecisionImpossible
├── RenderingTooLong
├── FileNotSendable
├── LanguageNotSupported
└── ActionUnknown
TooMany
└── TooManySockets
"""

from guildhall.kernel.errors import Conflict, Forbidden, Invalid, TooMany


class Blocked(Forbidden):
    """The other side wants to hear nothing from this account."""

    slug = "messaging/blocked"
    title = "You cannot write to this person"


class MessageIdTaken(Conflict):
    """The conversation has a message of this id with another sender or another text."""

    slug = "messaging/message-id-taken"
    title = "Another message has this id"


class MessageIdOutOfTime(Invalid):
    """The time inside the message id is too far from ours; nothing is stored under it."""

    slug = "messaging/message-id-out-of-time"
    title = "The message id is too old or too new"


class MessageDeleted(Conflict):
    """The message was deleted; nothing can be done with it any more."""

    slug = "messaging/message-deleted"
    title = "The message was deleted"


class TooLateToChange(Conflict):
    """The message is too old to be edited or deleted: others have acted on it."""

    slug = "messaging/too-late-to-change"
    title = "It is too late to change this message"


class ReplyUnknown(Invalid):
    """The message that is quoted is not in this conversation, or was deleted."""

    slug = "messaging/reply-unknown"
    title = "The quoted message is not here"


class MentionUnknown(Invalid):
    """Somebody is mentioned who takes no part in the conversation."""

    slug = "messaging/mention-unknown"
    title = "Only participants can be mentioned"


class ScheduledMessageClosed(Conflict):
    """It was sent, refused or cancelled, or is on its way."""

    slug = "messaging/scheduled-message-closed"
    title = "This message can no longer be changed"


class SendTimeOutOfRange(Invalid):
    """The instant is past, or too near, or too far away."""

    slug = "messaging/send-time-out-of-range"
    title = "A message cannot be sent at that time"


class ReportDecided(Conflict):
    """Another moderator has decided otherwise."""

    slug = "messaging/report-decided"
    title = "The report was decided already"


class ReportedUnknown(Invalid):
    """The reported message or person is not in the conversation, or is oneself."""

    slug = "messaging/reported-unknown"
    title = "There is nothing like this to report here"


class DecisionImpossible(Invalid):
    """The report has no message to hide, or no person to warn or block."""

    slug = "messaging/decision-impossible"
    title = "This report cannot be decided so"


class CallIdTaken(Conflict):
    """The conversation has a call of this id, by another caller or of another medium."""

    slug = "messaging/call-id-taken"
    title = "Another call has this id"


class AnotherCall(Conflict):
    """The conversation has one call at a time."""

    slug = "messaging/another-call"
    title = "There is a call already"


class CallOver(Conflict):
    """It ended, was declined, or was missed."""

    slug = "messaging/call-over"
    title = "The call is over"


class NotInCall(Conflict):
    """Only those who have joined a call signal each other, each from the device that joined."""

    slug = "messaging/not-in-call"
    title = "Join the call first"


class TooManyTemplates(Conflict):
    """The person has as many templates as we keep for one."""

    slug = "messaging/too-many-templates"
    title = "Delete a template first"


class VariableUnknown(Invalid):
    """A variable of the template has no value, or a value belongs to no variable."""

    slug = "messaging/variable-unknown"
    title = "The values do not fit the template"


class RenderingTooLong(Invalid):
    """With these values, the template says more than a message may."""

    slug = "messaging/rendering-too-long"
    title = "The text is too long for one message"


class FileNotSendable(Invalid):
    """A message can show files that its sender handed in here, that passed the check, and that no other shows."""

    slug = "messaging/file-not-sendable"
    title = "This file cannot be sent"


class FileSent(Conflict):
    """The file goes with the message that shows it."""

    slug = "messaging/file-sent"
    title = "The file was sent already"


class TranslationNotAvailable(Conflict):
    """Nobody translates here: no translator is configured, or an operator has turned it off."""

    slug = "messaging/translation-not-available"
    title = "Messages are not translated here"


class NothingToTranslate(Conflict):
    """The message is code, or a call, or has no words, or too many stretches of them between links."""

    slug = "messaging/nothing-to-translate"
    title = "This message cannot be translated"


class LanguageNotSupported(Invalid):
    """The translator cannot put what the message says into this language."""

    slug = "messaging/language-not-supported"
    title = "Not from this language into that one"


class ActionUnknown(Invalid):
    """No frame has this action."""

    slug = "messaging/action-unknown"
    title = "There is no such action"


class TooManySockets(TooMany):
    """One account has as many open sockets as we serve."""

    slug = "messaging/too-many-sockets"
    title = "Close another window first"
