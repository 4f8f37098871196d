"""HTTP APIs made by SAM have their routes, authorizers, CORS and error answers."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message

import pytest

from tests.localcloud.tiny import Tiny

TEMPLATE = """
Resources:
  Api:
    Type: AWS::Serverless::HttpApi
    Properties:
      Tags: {ms-custom-id: API_ID}
      CorsConfiguration: {AllowOrigins: ["https://guildhall.example"], AllowMethods: [GET, POST], MaxAge: 60}
      Auth:
        DefaultAuthorizer: Tokens
        Authorizers:
          Tokens:
            IdentitySource: $request.header.Authorization
            JwtConfiguration: {issuer: "https://issuer.example", audience: [web]}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.13
      Events:
        Item:
          Type: HttpApi
          Properties: {ApiId: !Ref Api, Method: GET, Path: "/items/{item_id}", Auth: {Authorizer: NONE}}
        Guarded: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: GET, Path: /guarded}}
        Extra: {Type: HttpApi, Properties: {ApiId: !Ref Api, Method: POST, Path: EXTRA, Auth: {Authorizer: NONE}}}
Outputs:
  Api: {Value: !Ref Api}
"""
CODE = """
    def handler(event, context):
        if event["routeKey"].startswith("POST"):
            raise RuntimeError("secret detail")
        if "cookies" in event:
            return {"statusCode": 200, "body": "|".join([*event["cookies"], str("cookie" in event["headers"])])}
        return {"statusCode": 200, "body": event["pathParameters"]["item_id"]}
"""


def call(tiny: Tiny, api: str, path: str, method: str = "GET", **headers: str) -> tuple[int, Message, str]:
    request = urllib.request.Request(
        f"{tiny.cloud.endpoint}/_aws/execute-api/{api}/$default{path}",
        method=method,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return response.status, response.headers, response.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers, refusal.read().decode()


def deployed(tiny: Tiny, extra: str) -> str:
    return tiny.deploy(TEMPLATE.replace("API_ID", tiny.name[-8:]).replace("EXTRA", extra))["Api"]


@pytest.fixture
def api(tiny: Tiny) -> str:
    tiny.file("code/app.py", CODE)
    return deployed(tiny, "/extra")


def test_routes_of_function_events_reach_their_function(tiny: Tiny, api: str) -> None:
    assert call(tiny, api, "/items/it_7")[::2] == (200, "it_7")


def test_a_path_variable_takes_line_breaks(tiny: Tiny, api: str) -> None:
    assert call(tiny, api, "/items/a%0Ab")[::2] == (200, "a\nb")


def test_cookies_arrive_as_a_list_and_not_as_a_header(tiny: Tiny, api: str) -> None:
    assert call(tiny, api, "/items/it_7", Cookie="session=a=b; theme=dark")[2] == "session=a=b|theme=dark|False"


def test_the_custom_id_tag_decides_the_id(tiny: Tiny, api: str) -> None:
    assert api == tiny.name[-8:]


def test_a_guarded_route_refuses_a_request_without_a_token(tiny: Tiny, api: str) -> None:
    assert call(tiny, api, "/guarded")[0] == 401


def test_an_unknown_route_is_not_found(tiny: Tiny, api: str) -> None:
    assert call(tiny, api, "/elsewhere")[0] == 404


def test_a_failing_function_is_an_internal_error_without_its_text(tiny: Tiny, api: str) -> None:
    status, _, body = call(tiny, api, "/extra", "POST")

    assert (status, json.loads(body)) == (500, {"message": "Internal Server Error"})


def test_a_preflight_from_an_allowed_origin_is_answered_and_from_another_refused(tiny: Tiny, api: str) -> None:
    ask = {"Access_Control_Request_Method": "POST"}

    allowed = call(tiny, api, "/extra", "OPTIONS", Origin="https://guildhall.example", **ask)
    refused = call(tiny, api, "/extra", "OPTIONS", Origin="https://elsewhere.example", **ask)

    assert allowed[0] == 204
    assert allowed[1]["Access-Control-Allow-Origin"] == "https://guildhall.example"
    assert allowed[1]["Access-Control-Allow-Methods"] == "GET,POST"
    assert refused[0] == 403


def test_an_update_adds_and_removes_routes_and_keeps_the_id(tiny: Tiny, api: str) -> None:
    updated = deployed(tiny, "/other")

    assert updated == api
    assert call(tiny, api, "/extra", "POST")[0] == 404
    assert call(tiny, api, "/other", "POST")[0] == 500
