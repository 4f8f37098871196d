"""What every composition root starts from: the platform's own adapters, built once per process."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from guildhall.kernel.clock import Clock, SystemClock
from guildhall.kernel.ids import Ids, UlidIds
from guildhall.kernel.policy import Gate
from guildhall.platform import settings, table
from guildhall.platform.cursors import Cursors
from guildhall.platform.policy import CedarGate
from guildhall.platform.rate_limits import DynamoRateLimits
from guildhall.platform.secrets import Secret
from guildhall.platform.table import Database, Tables

S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class PlatformSettings:
    """stage: name of the deployment, such as `local`. signing_secret: ARN of the secret that signs cursors."""

    stage: str
    signing_secret: str


@dataclass(frozen=True)
class Platform:
    """The shared adapters; `wiring.wire(platform)` of a capability adds its own."""

    tables: Tables
    clock: Clock
    ids: Ids
    gate: Gate
    cursors: Cursors
    stage: str
    environ: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Platform:
        """Build from GUILDHALL_* variables. Raises SettingsIncomplete."""
        own = settings.load(PlatformSettings, environ)
        tables = settings.load(Tables, environ)
        table.bind(tables)
        clock = SystemClock()
        cursors = Cursors(Secret(own.signing_secret))
        return cls(tables, clock, UlidIds(clock), CedarGate(), cursors, own.stage, environ)

    @property
    def database(self) -> Database:
        """What stores write through."""
        return Database(self.clock, self.ids)

    @property
    def limits(self) -> DynamoRateLimits:
        """Rate limits, counted in the ops table."""
        return DynamoRateLimits(self.tables.ops_table, self.clock)

    def settings(self, cls: type[S]) -> S:
        """Read a capability's own settings dataclass. Raises SettingsIncomplete."""
        return settings.load(cls, self.environ)
