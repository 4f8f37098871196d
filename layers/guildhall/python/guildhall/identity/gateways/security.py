"""The log of security events."""

from guildhall.platform.observe import logger


class LoggedSecurity:
    """The port `SecurityLog` on the structured log, where alarms and queries find it by `security_event`."""

    def note(self, what: str, **fields: str) -> None:
        """Write a security event."""
        logger.warning(what, extra={"security_event": True, **fields})
