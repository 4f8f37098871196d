"""JazzCash's secure hash: HMAC-SHA256, keyed with the salt, over `salt&value&value…` of the fields sorted by name."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping

FIELD = "pp_SecureHash"
_COVERED = re.compile(r"pp(mpf)?_")


def secure_hash(salt: str, fields: Mapping[str, str], *, skips_zero: bool = False) -> str:
    """Return the hash, in capitals. Blank values are left out; so is "0" by vendors whose PHP calls it empty."""
    covered = sorted(name for name in fields if _COVERED.match(name) and name != FIELD)
    values = [fields[name] for name in covered]
    kept = [value for value in values if value and not (skips_zero and value == "0")]
    return hmac.new(salt.encode(), "&".join([salt, *kept]).encode(), hashlib.sha256).hexdigest().upper()


def is_signed(salt: str, fields: Mapping[str, str]) -> bool:
    """Tell whether the fields carry their right hash. A missing one is a wrong one, and so is an empty salt."""
    given = (fields.get(FIELD) or "").upper().encode()
    if not given or not salt:
        return False
    allowed = [secure_hash(salt, fields, skips_zero=skips).encode() for skips in (False, True)]
    return any([hmac.compare_digest(given, each) for each in allowed])  # noqa: C419  compare both, always
