"""Field types that models, events and HTTP shapes share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AwareDatetime, Field, PlainSerializer

from guildhall.kernel.clock import to_text

Instant = Annotated[AwareDatetime, PlainSerializer(to_text, return_type=str, when_used="json")]
"""An aware instant, written as fixed-width UTC with milliseconds."""

CurrencyCode = Annotated[str, Field(pattern="^[A-Z]{3}$", description="ISO 4217 code.", examples=["EUR"])]

AmountMinor = Annotated[int, Field(strict=True, ge=0, le=10**12, description="Minor units of `currency`.")]
