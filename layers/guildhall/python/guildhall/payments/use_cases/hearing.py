"""Webhooks that were kept: each is acted on, and only then done with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from guildhall.kernel.errors import Unavailable
from guildhall.payments.errors import ProviderTrouble
from guildhall.payments.models import Notice
from guildhall.payments.models.facts import Fact
from guildhall.payments.ports import Notices, Provider
from guildhall.payments.use_cases.applying import ApplyFact


@dataclass(frozen=True, slots=True)
class HearNotice:
    """Act on a webhook that was kept: fetch what it is about, apply, and only then call it done.

    readers: who fetches the kinds of objects that are not about a milestone's money.
    """

    notices: Notices
    provider: Provider
    apply: ApplyFact
    readers: Mapping[str, Callable[[Notice], Fact | None]] = field(default_factory=dict)

    def __call__(self, event_id: str) -> None:
        """Apply the present object behind a notice, once. Raises Unavailable (try again), StaleVersion."""
        notice = self.notices.get(event_id)
        if notice is None:
            return
        if notice.object_kind is not None and notice.object_id is not None:
            try:
                fact = self._fetch(notice, notice.object_kind, notice.object_id)
            except ProviderTrouble as trouble:
                raise Unavailable(trouble.code) from trouble
            if fact is not None:
                self.apply(fact)
        # After the effect: a mark before it would lose the effect in a crash between the two.
        self.notices.mark_done(event_id)

    def _fetch(self, notice: Notice, object_kind: str, object_id: str) -> Fact | None:
        if object_kind in self.readers:
            return self.readers[object_kind](notice)
        return self.provider.fetch(object_kind, object_id)
