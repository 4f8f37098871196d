"""The response headers of the distribution, read from infra/edge.yaml, so that one machine and AWS send the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.localcloud.cloud import ROOT
from tools.localcloud.package import load_template

TEMPLATE = ROOT / "infra" / "edge.yaml"


def security_headers(places: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of pages, and of all that has none of its own.

    places: what stands for the names `Socket` and `Files` in the content security policy.
    """
    policy = _policy("SecurityHeaders")
    security = policy["SecurityHeadersConfig"]
    content = _substituted(security["ContentSecurityPolicy"]["ContentSecurityPolicy"], places)
    return {
        # No rail of one machine has a page of its own.
        "Content-Security-Policy": content.replace("${WalletPages}", _parameter("WalletPages")),
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
    } | _shared(policy)


def asset_headers() -> dict[str, str]:
    """Return the headers of scripts, styles and fonts."""
    return _shared(_policy("AssetHeaders"))


def _policy(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = load_template(TEMPLATE)["Resources"][name]["Properties"]["ResponseHeadersPolicyConfig"]
    return found


def _parameter(name: str) -> str:
    return str(load_template(TEMPLATE)["Parameters"][name]["Default"])


def _shared(policy: Mapping[str, Any]) -> dict[str, str]:
    custom = {item["Header"]: item["Value"] for item in policy["CustomHeadersConfig"]["Items"]}
    transport = _transport(policy["SecurityHeadersConfig"]["StrictTransportSecurity"])
    return {"X-Content-Type-Options": "nosniff", "Strict-Transport-Security": transport, **custom}


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
