"""The log of security events."""

from ipaddress import ip_address, ip_network

from guildhall.platform.observe import logger


class LoggedSecurity:
    """The port `SecurityLog` on the structured log, where alarms and queries find it by `security_event`."""

    def note(self, what: str, **fields: str) -> None:
        """Write a security event; of a network address only the network, because logs hold no personal data."""
        shown = {name: network_of(text) if name == "address" else text for name, text in fields.items()}
        logger.warning(what, extra={"security_event": True, **shown})


def network_of(address: str) -> str:
    """Return the /24 or /48 network of an IP address: enough to see an attack, too little to know a person."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(ip_network((parsed, 24 if parsed.version == 4 else 48), strict=False))  # noqa: PLR2004  of two versions
