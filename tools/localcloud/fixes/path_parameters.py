"""A path variable takes any character that a path may hold, line breaks included.

AWS: `{name}` matches one segment and `{proxy+}` the rest of the path, whatever their decoded characters are.
MiniStack: matches with a pattern in which `.` leaves out line breaks, so `/items/a%0Ab` answers 404
(services/apigateway.py:1573).
Can go when `_extract_path_params` matches a path with a line break.
"""

from __future__ import annotations

import re

from ministack.services import apigateway

from tools.localcloud.replace import replace

_VARIABLE = re.compile(r"\{([^}]+)\}")


def apply() -> None:
    """Match routes with a pattern of our own."""
    replace(apigateway, "_extract_path_params", "d3aaa9aa2c53", parameters)


def parameters(route_path: str, request_path: str) -> dict[str, str] | None:
    """Return the path variables of a request that fits a route, or None if it does not fit."""
    pattern, names, end = "", [], 0
    for variable in _VARIABLE.finditer(route_path):
        name = variable.group(1)
        pattern += re.escape(route_path[end : variable.start()]) + ("(.+)" if name.endswith("+") else "([^/]+)")
        names.append(name.removesuffix("+"))
        end = variable.end()
    match = re.fullmatch(pattern + re.escape(route_path[end:]), request_path, re.DOTALL)
    return dict(zip(names, match.groups(), strict=True)) if match else None
