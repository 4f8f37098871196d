"""The response headers of the distribution, read from infra/edge.yaml, so that one machine and AWS send the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.localcloud.cloud import ROOT
from tools.localcloud.package import load_template

TEMPLATE = ROOT / "infra" / "edge.yaml"


def security_headers(places: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of every answer.

    places: what stands for the names `Socket` and `Files` in the content security policy.
    """
    template = load_template(TEMPLATE)
    resource = template["Resources"]["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    security = resource["SecurityHeadersConfig"]
    policy = _substituted(security["ContentSecurityPolicy"]["ContentSecurityPolicy"], places)
    headers = {
        # No rail of one machine has a page of its own.
        "Content-Security-Policy": policy.replace("${WalletPages}", template["Parameters"]["WalletPages"]["Default"]),
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": _transport(security["StrictTransportSecurity"]),
    }
    custom = {item["Header"]: item["Value"] for item in resource["CustomHeadersConfig"]["Items"]}
    return headers | custom


def _substituted(value: Mapping[str, Any], places: Mapping[str, str]) -> str:
    text, names = value["Fn::Sub"]
    if set(names) != set(places):
        raise ValueError(f"the policy names {sorted(names)}, here are {sorted(places)}")
    for name, place in places.items():
        text = text.replace(f"${{{name}}}", place)
    return str(text)


def _transport(value: Mapping[str, Any]) -> str:
    parts = [f"max-age={value['AccessControlMaxAgeSec']}"]
    parts += ["includeSubDomains"] if value["IncludeSubdomains"] else []
    return "; ".join([*parts, *(["preload"] if value["Preload"] else [])])
