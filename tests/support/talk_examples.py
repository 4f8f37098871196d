"""Examples of conversations, and of what is written beside them; see `tests.support.examples`."""

from __future__ import annotations

from tests.support.operations import example as _example
from tests.support.world import FILE

_TALK = {"conversation_id": "$conversation"}
_SAID, _WORD = "/v1/conversations/{conversation_id}/messages/{message_id}", {**_TALK, "message_id": "$message"}
_AWAITED = {**_TALK, "file_id": "$conversation_uploaded_file"}
MESSAGING = [
    _example("POST /v1/chat/tickets"),
    _example("GET /v1/conversations"),
    _example("POST /v1/conversations", body={"subject": "direct", "account_id": "$expert"}),
    _example("POST /v1/conversations", "as the guest", body={"subject": "reservation", "link": "$link"}),
    _example("GET /v1/conversations/{conversation_id}", **_TALK),
    _example("DELETE /v1/conversations/{conversation_id}", **_TALK),
    _example("GET /v1/conversations/{conversation_id}/messages", **_TALK),
    _example(
        "POST /v1/conversations/{conversation_id}/messages", **_TALK, body={"message_id": "$new_message", "text": "Hi"}
    ),
    _example(
        "PUT /v1/conversations/{conversation_id}/arrangement", **_TALK,
        body={"is_archived": True, "is_muted": False, "is_pinned": True},
    ),
    _example("PUT /v1/conversations/{conversation_id}/blocked/{account_id}", **_TALK, account_id="$client"),
    _example("DELETE /v1/conversations/{conversation_id}/blocked/{account_id}", **_TALK, account_id="$client"),
    _example("GET /v1/chat/search", query={"words": "hel"}),
    _example("GET /v1/conversations/{conversation_id}/export", **_TALK),
    _example(f"GET {_SAID}", **_WORD),
    _example(f"PUT {_SAID}", **_WORD, body={"text": "Hello there"}),
    _example(f"DELETE {_SAID}", **_WORD),
    _example(f"PUT {_SAID}/reactions", **_WORD, body={"emojis": ["👍"]}),
    _example(f"GET {_SAID}/versions", **_WORD),
    _example(f"GET {_SAID}/translation", **_WORD),
    _example(
        f"POST {_SAID}/translation", **_WORD, body={"language": "fr"}, ends=["messaging/translation-not-available"]
    ),
    _example("POST /v1/conversations/{conversation_id}/files", **_TALK, body=FILE),
    _example("GET /v1/conversations/{conversation_id}/files/{file_id}", **_AWAITED),
    _example(
        "DELETE /v1/conversations/{conversation_id}/files/{file_id}", **_TALK, file_id="$conversation_spare_file"
    ),
    _example("POST /v1/conversations/{conversation_id}/files/{file_id}/confirm", **_AWAITED),
    _example(
        "GET /v1/conversations/{conversation_id}/files/{file_id}/link", **_TALK, file_id="$conversation_available_file"
    ),
    _example(
        "POST /v1/conversations/{conversation_id}/receipts", **_TALK, body={"message_id": "$message", "state": "read"}
    ),
]  # fmt: skip

_TEMPLATE = {"title": "Thanks", "language": "en", "text": "Thank you, {recipient_name}!"}
_PERIOD = {"since": "2026-01-01T00:00:00Z", "until": "2026-03-31T00:00:00Z"}
_OWN = {"template_id": "$template"}
WRITING = [
    _example("GET /v1/message-templates", query={"language": "en"}),
    _example("POST /v1/message-templates", body=_TEMPLATE),
    _example("PUT /v1/message-templates/{template_id}", **_OWN, body=_TEMPLATE),
    _example("DELETE /v1/message-templates/{template_id}", **_OWN),
    _example(
        "POST /v1/message-templates/{template_id}/renderings", **_OWN,
        body={"conversation_id": "$conversation", "values": {"recipient_name": "Ana"}},
    ),
    _example("GET /v1/message-figures", query=_PERIOD),
    _example("GET /v1/message-figures", "of another", query={**_PERIOD, "account_id": "$expert"}),
    _example("GET /v1/message-figures/sheet", query=_PERIOD),
    _example("GET /v1/message-figures/conversations/{conversation_id}", **_TALK, query=_PERIOD),
    _example(
        "POST /v1/message-reports", ends=["messaging/reported-unknown"],
        body={**_TALK, "message_id": "$message", "reason": "spam", "note": "?"},
    ),
    _example("GET /v1/message-reports"),
    _example("GET /v1/message-reports/{report_id}", report_id="$report"),
    _example("POST /v1/message-reports/{report_id}/decision", report_id="$report", body={"decision": "dismiss"}),
    _example("GET /v1/conversations/{conversation_id}/export/pdf", **_TALK, query={"language": "ur"}),
    _example("GET /v1/conversations/{conversation_id}/calls", **_TALK),
    _example("GET /v1/conversations/{conversation_id}/calls/{call_id}", **_TALK, call_id="$call"),
    _example(
        "PUT /v1/conversations/{conversation_id}/calls/{call_id}", **_TALK, call_id="cal_01JZ4A8X7N3V5T9K2C6M0QWERT",
        body={"medium": "voice"}, ends=["messaging/another-call"],
    ),
    _example(
        "PUT /v1/conversations/{conversation_id}/calls/{call_id}/seat", **_TALK, call_id="$call",
        body={"state": "joined"},
    ),
    _example("GET /v1/scheduled-messages"),
    _example(
        "PUT /v1/scheduled-messages/{scheduled_id}", scheduled_id="scm_01JZ4A8X7N3V5T9K2C6M0QWERT",
        body={"conversation_id": "$conversation", "text": "Later", "send_at": "$send_at"},
    ),
    _example("DELETE /v1/scheduled-messages/{scheduled_id}", scheduled_id="$scheduled"),
    _example("POST /v1/data-copies", ends=["too-many-requests"]),
    _example("GET /v1/data-copies"),
    _example("GET /v1/data-copies/{copy_id}", copy_id="$data_copy"),
]  # fmt: skip

TALK = (*MESSAGING, *WRITING)
