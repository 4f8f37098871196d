"""The distribution leads every address where it belongs."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Any

import pytest

from tests.support.template import resources

EDGE = "infra/edge.yaml"
DISTRIBUTION = resources(EDGE)["Distribution"]["Properties"]["DistributionConfig"]


def behaviour(path: str) -> dict[str, Any]:
    """Return what the distribution does with a path: the first pattern that fits, as CloudFront decides."""
    fitting = (each for each in DISTRIBUTION["CacheBehaviors"] if fnmatchcase(path, each["PathPattern"]))
    return next(fitting, DISTRIBUTION["DefaultCacheBehavior"])


def functions(path: str) -> list[str]:
    found = behaviour(path).get("FunctionAssociations", [])
    return [str(each["FunctionARN"]["Fn::GetAtt"]).partition(".")[0] for each in found]


@pytest.mark.parametrize("path", ["/", "/about", "/contact", "/venues", "/index.html", "/boot.js", "/headed/home.html"])
def test_files_and_pages_of_the_platform_come_from_the_bucket(path: str) -> None:
    assert (behaviour(path)["TargetOriginId"], functions(path)) == ("web", ["Pages"])


def test_assets_come_from_the_bucket_as_they_are_called_with_no_policy_for_pages() -> None:
    found = behaviour("/assets/a-1.js")

    assert (found["TargetOriginId"], functions("/assets/a-1.js")) == ("web", [])
    assert found["ResponseHeadersPolicyId"] == {"Ref": "AssetHeaders"}


@pytest.mark.parametrize("path", ["/venues/chez-nour", "/venues/chez-nour/menu", "/venues/chez-nour/book/when"])
def test_pages_of_venues_come_from_the_api_with_the_headers_of_our_own_pages(path: str) -> None:
    found = behaviour(path)

    assert (found["TargetOriginId"], functions(path)) == ("api", ["VenuePages"])
    assert found["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}
    # Kept for as long as the answer says, apart for each language.
    assert found["CachePolicyId"] == {"Ref": "PublicAnswers"}
    assert found["AllowedMethods"] == ["GET", "HEAD"]


def test_the_policy_of_our_pages_replaces_that_of_the_answer_and_runs_no_inline_script() -> None:
    policy = resources(EDGE)["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]

    assert policy["ContentSecurityPolicy"]["Override"] is True
    assert "unsafe" not in str(policy)


def test_what_a_page_may_ask_of_a_browser_is_named_and_stripes_frame_may_take_payments() -> None:
    headers = resources(EDGE)["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]
    (policy,) = (one["Value"] for one in headers["Items"] if one["Header"] == "Permissions-Policy")

    assert dict(part.split("=") for part in policy.split(", ")) == {
        "camera": "(self)",
        "display-capture": "(self)",
        "geolocation": "()",
        "microphone": "(self)",
        "payment": '(self "https://js.stripe.com")',
    }


def test_no_default_document_stands_before_the_function_that_names_the_page() -> None:
    assert "DefaultRootObject" not in DISTRIBUTION
