"""Keys of messaging, and single-item operations: a message costs one write unit, which a transaction would double."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from botocore.exceptions import BotoCoreError, ClientError
from ulid import ULID

from guildhall.kernel.clock import to_text
from guildhall.kernel.errors import Unavailable
from guildhall.kernel.ids import earliest
from guildhall.platform import query
from guildhall.platform.dynamo_transport import transport
from guildhall.platform.items import from_item
from guildhall.platform.table import ChatRecord


class Keys:
    """messaging in the chat table.

    | who asks                                   | index | PK                   | SK                            |
    |--------------------------------------------|-------|----------------------|-------------------------------|
    | a conversation by id                       | table | CONVERSATION#{id}    | CONVERSATION                  |
    | a message by id                            | table | CONVERSATION#{id}    | MESSAGE#{message_id}          |
    | messages around an id or an instant        | table | CONVERSATION#{id}    | MESSAGE#{…}                   |
    | messages changed since an instant          | table | CONVERSATION#{id}    | CHANGE#{at}#{change_id}       |
    | what a message said before                 | table | CONVERSATION#{id}    | VERSION#{message_id}#{at}…    |
    | what a message says in other languages     | table | CONVERSATION#{id}    | TRANSLATION#{message_id}      |
    | one side of a conversation                 | table | ACCOUNT#{account_id} | CONVERSATION#{id}             |
    | whether an account blocks another          | table | ACCOUNT#{account_id} | BLOCK#{other_id}              |
    | a person's name                            | table | ACCOUNT#{account_id} | PERSON                        |
    | a person's templates                       | table | ACCOUNT#{account_id} | TEMPLATE#{template_id}        |
    | what a person wrote to be sent later       | table | ACCOUNT#{account_id} | SCHEDULED#{scheduled_id}      |
    | what is to be sent by now                  | GSI1  | DUE#{shard}          | {send_at}#{account_id}#{id}   |
    | a copy of what is held about a person      | table | ACCOUNT#{account_id} | COPY                          |
    | all sides of a person, by conversation     | table | ACCOUNT#{account_id} | CONVERSATION#{id}…            |
    | whom an account blocks                     | table | ACCOUNT#{account_id} | BLOCK#…                       |
    | who blocks an account                      | table | ACCOUNT#{account_id} | BLOCKED_BY                    |
    | how soon an account answers, as it is told | table | ACCOUNT#{account_id} | ANSWERS                       |
    | whose answers are looked at by now         | GSI1  | DUE#ANSWERS          | {look_at}#{account_id}        |
    | a call by id                               | table | CONVERSATION#{id}    | CALL#{call_id}                |
    | the last call of a conversation            | table | CONVERSATION#{id}    | LATEST_CALL                   |
    | the call that an account joined last       | table | ACCOUNT#{account_id} | CALL                          |
    | calls that the clock has to look at        | GSI1  | DUE#CALLS            | {look_at}#{conversation}#{id} |
    | what is left of erased conversations       | GSI1  | ERASED               | {erased_at}#{id}              |
    | a report to moderators                     | table | REPORT#{report_id}   | REPORT                        |
    | what no moderator has decided, by age      | GSI1  | REPORTS              | {reported_at}#{report_id}     |
    | the messages of a thread                   | GSI1  | THREAD#{id}#{root}   | MESSAGE#{message_id}          |
    | who talks with whom, an operator once      | table | (all rows)           | (all rows)                    |
    | an account's conversations, latest first   | GSI1  | ACCOUNT#{account_id} | {~ pinned}{activity_at}#{id}  |
    """

    LAST_MESSAGE = "MESSAGE#~"
    """Behind every message id."""
    LAST_CHANGE = "CHANGE#~"
    """Behind every change."""
    ERASED = "ERASED"
    """One partition: administrators erase a few a day. Those of which nothing is left stand there no more."""
    REPORTS = "REPORTS"
    """One partition: people report far more seldom than the thousand writes a second that it takes."""

    DUE_CALLS = "DUE#CALLS"
    """One partition: a call is written a few times in its life."""
    DUE_LOOKS = "DUE#ANSWERS"
    """One partition: an account stands there once a day at most, and most of them at other instants."""

    @staticmethod
    def conversation(conversation_id: str) -> tuple[str, str]:
        """Return the key of the conversation itself."""
        return f"CONVERSATION#{conversation_id}", "CONVERSATION"

    @staticmethod
    def message(conversation_id: str, message_id: str) -> tuple[str, str]:
        """Return the key of a message: ids sort by the time that their senders' clients gave them."""
        return f"CONVERSATION#{conversation_id}", f"MESSAGE#{message_id}"

    @staticmethod
    def messages_from(instant: datetime | None) -> str:
        """Return a sort key that no message id of this instant or later is before."""
        return f"MESSAGE#{earliest('msg', instant)}" if instant else "MESSAGE#"

    @staticmethod
    def change(conversation_id: str, at: datetime, change_id: str) -> tuple[str, str]:
        """Return the key of a change: changes sort by the platform's clock. change_id: empty for a bound."""
        return f"CONVERSATION#{conversation_id}", f"CHANGE#{to_text(at)}#{change_id}"

    @staticmethod
    def version(conversation_id: str, message_id: str, at: str) -> tuple[str, str]:
        """Return the key of what a message said before. at: when it was replaced, and by which change."""
        return f"CONVERSATION#{conversation_id}", f"VERSION#{message_id}#{at}"

    @staticmethod
    def translation(conversation_id: str, message_id: str) -> tuple[str, str]:
        """Return the key of what a message says in other languages."""
        return f"CONVERSATION#{conversation_id}", f"TRANSLATION#{message_id}"

    @staticmethod
    def block(account_id: str, other_id: str) -> tuple[str, str]:
        """Return the key of what one account wants of another."""
        return f"ACCOUNT#{account_id}", f"BLOCK#{other_id}"

    @staticmethod
    def blockers(account_id: str) -> tuple[str, str]:
        """Return the key of who wants to hear nothing from an account."""
        return f"ACCOUNT#{account_id}", "BLOCKED_BY"

    @staticmethod
    def person(account_id: str) -> tuple[str, str]:
        """Return the key of what an account is called."""
        return f"ACCOUNT#{account_id}", "PERSON"

    @staticmethod
    def answers(account_id: str) -> tuple[str, str]:
        """Return the key of what was told of how soon an account answers."""
        return f"ACCOUNT#{account_id}", "ANSWERS"

    @staticmethod
    def copy(account_id: str) -> tuple[str, str]:
        """Return the key of a person's copy of their data."""
        return f"ACCOUNT#{account_id}", "COPY"

    @staticmethod
    def template(account_id: str, template_id: str) -> tuple[str, str]:
        """Return the key of a person's template; templates sort by birth."""
        return f"ACCOUNT#{account_id}", f"TEMPLATE#{template_id}"

    @staticmethod
    def scheduled(account_id: str, scheduled_id: str) -> tuple[str, str]:
        """Return the key of a scheduled message; they sort by birth."""
        return f"ACCOUNT#{account_id}", f"SCHEDULED#{scheduled_id}"

    @staticmethod
    def call(conversation_id: str, call_id: str) -> tuple[str, str]:
        """Return the key of a call."""
        return f"CONVERSATION#{conversation_id}", f"CALL#{call_id}"

    @staticmethod
    def latest_call(conversation_id: str) -> tuple[str, str]:
        """Return the key of what names the last call of a conversation."""
        return f"CONVERSATION#{conversation_id}", "LATEST_CALL"

    @staticmethod
    def place(account_id: str) -> tuple[str, str]:
        """Return the key of what names the call that an account joined last."""
        return f"ACCOUNT#{account_id}", "CALL"

    @staticmethod
    def due(shard: int) -> str:
        """Return the index partition of what waits for its instant."""
        return f"DUE#{shard}"

    @staticmethod
    def report(report_id: str) -> tuple[str, str]:
        """Return the key of a report."""
        return f"REPORT#{report_id}", "REPORT"

    @staticmethod
    def thread(conversation_id: str, thread_id: str) -> str:
        """Return the index partition of a thread."""
        return f"THREAD#{conversation_id}#{thread_id}"

    @staticmethod
    def membership(account_id: str, conversation_id: str) -> tuple[str, str]:
        """Return the key of one side of a conversation."""
        return f"ACCOUNT#{account_id}", f"CONVERSATION#{conversation_id}"


class SameId:
    """The id of an event follows from the message that it tells of: consumers see a repetition for what it is.

    message: of which conversation, too, since clients make ids of messages and may use one in two of them. said: what
    else tells one event from another.
    """

    def __init__(self, conversation_id: str, message_id: str, *said: object) -> None:
        whole = " ".join(str(one) for one in (*said, conversation_id, message_id)).encode()
        self._time = ULID.from_str(message_id.partition("_")[2]).bytes[:6]
        self._digest = hashlib.sha256(whole).digest()[:10]

    def new(self, prefix: str) -> str:
        """Return the id; each time the same."""
        return f"{prefix}_{ULID.from_bytes(self._time + self._digest)}"


class Refused(Exception):
    """A condition did not hold. item: what is stored instead, if it was asked for."""

    def __init__(self, item: dict[str, Any]) -> None:
        super().__init__("condition refused")
        self.item = item


def call(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Run one data operation. Raises Refused, Unavailable."""
    try:
        return transport().call(operation, request)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
            kept = cast("dict[str, Any]", error.response.get("Item") or {})
            raise Refused(from_item(kept)) from error
        raise Unavailable from error
    except BotoCoreError as error:
        raise Unavailable from error


def read_items(keys: Sequence[tuple[str, str]]) -> list[dict[str, Any] | None]:
    """Read items as they are at this moment, in the order asked, None for absent ones. Raises Unavailable."""
    found = query.lookup(ChatRecord.Meta.table_name, keys, consistent=True)
    return [found.get(key) for key in keys]
