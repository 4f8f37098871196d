"""`AWS::Serverless::HttpApi` gets its routes, authorizers, CORS settings and tags.

AWS: SAM turns an HttpApi with its functions' events into an API whose `Body` is an OpenAPI document; API Gateway
imports routes, integrations, authorizers, CORS and tags from it.
MiniStack: `Body` is ignored, so the API has no routes, and `CorsConfiguration` is stored with capital letters and read
with small ones, so every preflight is refused (services/cloudformation/provisioners.py:10766, apigateway.py:573).
Ours: after each creation and update the API's parts are made anew from the document; the API's id stays.
Can go when MiniStack imports `Body`.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from ministack.services import apigateway
from ministack.services.cloudformation import provisioners

from tools.localcloud.provisioning import also

_CREATE = "0002e18b4198"
_UPDATE = "d12d60c12ed7"


def apply() -> None:
    """Read tags before and everything else after MiniStack's own provisioner."""
    also("AWS::ApiGatewayV2::Api", _import, create=_CREATE, update=_UPDATE)
    handlers = provisioners._RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
    create = handlers["create"]

    def with_tags(logical_id: str, props: dict[str, Any], stack_name: str) -> Any:
        # The tag `ms-custom-id` decides the id, so it has to be known before the API exists.
        body = props.get("Body")
        if isinstance(body, dict):
            tags = {tag["name"]: tag.get("x-amazon-apigateway-tag-value", "") for tag in body.get("tags", [])}
            props = {**props, "ProtocolType": "HTTP", "Tags": {**tags, **(props.get("Tags") or {})}}
        return create(logical_id, props, stack_name)

    handlers["create"] = with_tags


def _import(api_id: str, props: dict[str, Any]) -> None:
    api = apigateway._apis[api_id]
    if props.get("CorsConfiguration"):
        api["corsConfiguration"] = _cors(props["CorsConfiguration"])
    body = props.get("Body")
    if not isinstance(body, dict):
        return
    if "x-amazon-apigateway-cors" in body:
        api["corsConfiguration"] = _cors(body["x-amazon-apigateway-cors"])
    api["name"] = body.get("info", {}).get("title") or api["name"]
    apigateway._authorizers[api_id], apigateway._integrations[api_id], apigateway._routes[api_id] = {}, {}, {}
    schemes = body.get("components", {}).get("securitySchemes", {})
    authorizers = {
        name: _authorizer(api_id, name, scheme["x-amazon-apigateway-authorizer"])
        for name, scheme in schemes.items()
        if "x-amazon-apigateway-authorizer" in scheme
    }
    for path, operations in body.get("paths", {}).items():
        for method, operation in operations.items():
            if isinstance(operation, dict) and "x-amazon-apigateway-integration" in operation:
                guard = _guard(operation.get("security", body.get("security")), authorizers)
                _route(api_id, path, method, operation["x-amazon-apigateway-integration"], guard)


def _cors(declared: dict[str, Any]) -> dict[str, Any]:
    """Return CORS settings under the names that the data plane reads; a single value becomes a list."""
    small = {key[0].lower() + key[1:]: value for key, value in declared.items()}
    if "maxAge" in small:
        small["maxAge"] = int(small["maxAge"])
    return {key: [value] if isinstance(value, str) else value for key, value in small.items()}


def _authorizer(api_id: str, name: str, declared: dict[str, Any]) -> dict[str, Any]:
    """Create an authorizer and return the fields of a route that uses it."""
    is_jwt = declared.get("type") == "jwt"
    source = declared.get("identitySource") or "$request.header.Authorization"
    jwt = declared.get("jwtConfiguration", {})
    audience = jwt.get("audience", [])
    made = _made(
        apigateway._create_authorizer(
            api_id,
            {
                "name": name,
                "authorizerType": "JWT" if is_jwt else "REQUEST",
                "identitySource": [part.strip() for part in source.split(",")] if isinstance(source, str) else source,
                "jwtConfiguration": {
                    "issuer": jwt.get("issuer", ""),
                    "audience": [audience] if isinstance(audience, str) else audience,
                },
                "authorizerUri": declared.get("authorizerUri", ""),
                "authorizerPayloadFormatVersion": str(declared.get("authorizerPayloadFormatVersion", "2.0")),
                "authorizerResultTtlInSeconds": int(declared.get("authorizerResultTtlInSeconds", 0)),
                "enableSimpleResponses": declared.get("enableSimpleResponses") in {True, "true"},
            },
        )
    )
    return {"authorizerId": made["authorizerId"], "authorizationType": "JWT" if is_jwt else "CUSTOM"}


def _guard(security: list[dict[str, list[str]]] | None, authorizers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the fields of a route that its security requirements ask for; none of ours means an open route."""
    for requirement in security or []:
        for name, scopes in requirement.items():
            if name in authorizers:
                return {**authorizers[name], "authorizationScopes": scopes or []}
    return {}


def _route(api_id: str, path: str, method: str, declared: dict[str, Any], guard: dict[str, Any]) -> None:
    integration = _made(
        apigateway._create_integration(
            api_id,
            {
                "integrationType": str(declared.get("type", "aws_proxy")).upper(),
                "integrationUri": declared.get("uri", ""),
                "integrationMethod": declared.get("httpMethod", "POST"),
                "payloadFormatVersion": str(declared.get("payloadFormatVersion", "2.0")),
                "timeoutInMillis": int(declared.get("timeoutInMillis", 30_000)),
                "requestParameters": declared.get("requestParameters"),
            },
        )
    )
    verb = "ANY" if "any" in method.lower() else method.upper()
    _made(
        apigateway._create_route(
            api_id,
            {
                "routeKey": "$default" if path in {"/$default", "$default"} else f"{verb} {path}",
                "target": f"integrations/{integration['integrationId']}",
                **guard,
            },
        )
    )


def _made(response: tuple[int, dict[str, str], bytes | str]) -> dict[str, Any]:
    """Return the resource inside an API Gateway answer. Raises ValueError, which fails the stack, on a refusal."""
    status, _, body = response
    if status >= HTTPStatus.BAD_REQUEST:
        raise ValueError(f"AWS::ApiGatewayV2::Api: the document cannot be imported: {body!r}")
    made: dict[str, Any] = json.loads(body)
    return made
