"""Writes docs/api/asyncapi.json: the WebSocket as clients may rely on it, from the frames' own models."""

from __future__ import annotations

import copy
import json
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from guildhall.messaging.schemas import frames, notices
from tools.generate.openapi import PROBLEM, ROOT

TARGET = ROOT / "docs/api/asyncapi.json"
CHANNEL = {"$ref": "#/channels/chat"}
DESCRIPTION = (
    "Take a ticket at `POST /v1/chat/tickets` and open the socket with it. Each frame that you send is answered, under "
    "its `request_id`, with `ok` or with a problem. Events come unasked; they may be lost or come twice, messages not: "
    "keep `newer_cursor` of your last reading and ask for what came after it whenever you connect. Ping every two "
    "minutes."
)


def document() -> dict[str, Any]:
    """Return the AsyncAPI 3.0 document."""
    asked, told = get_args(frames.Frame), get_args(notices.Event)
    schemas = _schemas([*asked, *told, *(_model(ok) for ok in frames.ANSWERS.values())])
    for frame in asked:
        schemas[f"{_name(frame)}Answer"] = _answer(frames.ANSWERS[frame])
    schemas["Refusal"] = _object(request_id={"type": ["string", "null"]}, problem={"$ref": _at("Problem")})
    # What the Retry-After header says over HTTP stands in the problem itself here.
    problem: dict[str, Any] = copy.deepcopy(PROBLEM)
    problem["properties"]["retry_after_seconds"] = {"type": "integer"}
    schemas["Problem"] = problem
    names = [_name(one) for one in (*asked, *told)] + [f"{_name(one)}Answer" for one in asked] + ["Refusal"]
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Guildhall's chat", "version": "1", "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {
            "chat": {
                "address": "/live",
                "bindings": {"ws": {"query": _object(ticket={"type": "string", "description": "Lets one socket in."})}},
                "messages": {name: {"payload": {"$ref": _at(name)}} for name in names},
            }
        },
        "operations": {
            **{f"on_{_name(one)}": _received(one) for one in asked},
            **{f"tell_{_name(one)}": _sent(one) for one in told},
        },
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def text() -> str:
    """Return the document as it is committed."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"


def _received(frame: type[BaseModel]) -> dict[str, Any]:
    name = _name(frame)
    replies = [{"$ref": f"#/channels/chat/messages/{one}"} for one in (f"{name}Answer", "Refusal")]
    return {
        "action": "receive",
        "summary": (frame.__doc__ or "").splitlines()[0],
        "channel": CHANNEL,
        "messages": [{"$ref": f"#/channels/chat/messages/{name}"}],
        "reply": {"channel": CHANNEL, "messages": replies},
    }


def _sent(event: type[BaseModel]) -> dict[str, Any]:
    return {
        "action": "send",
        "summary": (event.__doc__ or "").splitlines()[0],
        "channel": CHANNEL,
        "messages": [{"$ref": f"#/channels/chat/messages/{_name(event)}"}],
    }


def _schemas(models: list[type[BaseModel]]) -> dict[str, Any]:
    unique = list(dict.fromkeys(models))
    asked = set(get_args(frames.Frame))
    modes: list[Any] = [(one, "validation" if one in asked else "serialization") for one in unique]
    _, definitions = models_json_schema(modes, ref_template=_at("{model}"), schema_generator=GenerateJsonSchema)
    return dict(definitions["$defs"])


def _answer(ok: Any) -> dict[str, Any]:
    one = {"$ref": _at(_name(_model(ok)))}
    return _object(request_id={"type": "string"}, ok=one if ok is _model(ok) else {"type": "array", "items": one})


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


def _model(ok: Any) -> type[BaseModel]:
    """Return the model of an answer that may be a list of it."""
    model: type[BaseModel] = (get_args(ok) or (ok,))[0]
    return model


def _name(model: type[BaseModel]) -> str:
    return model.__name__


def _at(name: str) -> str:
    return f"#/components/schemas/{name}"
