"""Where administration lies in the core table."""

from __future__ import annotations

from datetime import datetime


class Keys:
    """administration in the core table.

    | who asks                     | index | PK       | SK                         |
    |------------------------------|-------|----------|----------------------------|
    | a setting by name            | table | SETTINGS | {name}                     |
    | all settings                 | table | SETTINGS | (all)                      |
    | who holds a permission       | table | GRANTS   | {permission}#{account_id}  |
    | all grants                   | table | GRANTS   | (all)                      |
    | sealed hours                 | table | AUDITSEALS | {yyyymmddhh}             |
    """

    SETTINGS = "SETTINGS"
    GRANTS = "GRANTS"
    SEALS = "AUDITSEALS"

    @classmethod
    def setting(cls, name: str) -> tuple[str, str]:
        """One partition: settings are few, and read far more often than written."""
        return cls.SETTINGS, name

    @classmethod
    def grant(cls, permission: str, account_id: str) -> tuple[str, str]:
        """One partition: grants are few."""
        return cls.GRANTS, f"{permission}#{account_id}"

    @classmethod
    def seal(cls, hour: datetime) -> tuple[str, str]:
        """One partition: one row an hour."""
        return cls.SEALS, f"{hour:%Y%m%d%H}"
