"""A real user pool for all tests of this folder: infra/identity.yaml in a local cloud without the application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from functions.identity import api, auth
from guildhall.identity import wiring
from guildhall.identity.events import StaffInvitedV1
from guildhall.identity.wiring import Identity
from guildhall.kernel.clock import SettableClock
from guildhall.platform.assembly import Platform
from tests.edge.identity.people import People
from tests.support.http import Client
from tests.support.letters import Letters
from tests.support.ses import MailService
from tools.localcloud import LocalCloud
from tools.localcloud.cloud import ROOT
from tools.localcloud.stages import stacks


@pytest.fixture(scope="session")
def user_pool(aws_cloud: LocalCloud) -> dict[str, str]:
    """The outputs of the identity stack in the session's local cloud."""
    return aws_cloud.deploy_stacks([stack for stack in stacks(ROOT, "local") if stack.kind == "identity"])


@pytest.fixture
def mail_service(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailService]:
    """Where invitations go; codes are mailed by the user pool itself."""
    with MailService().running() as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_SESV2", service.endpoint_url)
        yield service


@pytest.fixture
def letters(platform: Platform, clock: SettableClock, mail_service: MailService) -> Letters:
    """The road of invitations."""
    return Letters(platform, clock, mail_service, StaffInvitedV1)


@pytest.fixture
def identity(platform: Platform, user_pool: dict[str, str]) -> Identity:
    """The use cases on fresh tables and the session's user pool."""
    environ = {
        "GUILDHALL_POOL_ID": user_pool["PoolId"],
        "GUILDHALL_WEB_CLIENT_ID": user_pool["WebClientId"],
    }
    return wiring.wire(replace(platform, environ=environ))


@pytest.fixture
def call(identity: Identity, platform: Platform) -> Client:
    """One's own account and invitations: routes behind the gateway's authorizer."""
    return Client(api.create_app, identity, platform, keyless=api.KEYLESS)


@pytest.fixture
def enter(identity: Identity, platform: Platform) -> Client:
    """Getting in: routes that anybody may call."""
    return Client(auth.create_app, identity, platform, keyless=auth.KEYLESS)


@pytest.fixture
def people(enter: Client) -> People:
    """Whoever a test needs."""
    return People(enter)
