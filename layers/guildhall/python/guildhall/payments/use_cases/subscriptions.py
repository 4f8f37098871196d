"""Pass on what the provider says of subscriptions to billing, which sells them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from guildhall.payments.events import SubscriptionNoticedV1
from guildhall.payments.models import Change, Notice, OtherFact
from guildhall.payments.models.facts import Fact
from guildhall.payments.models.subscriptions import SubscriptionNews
from guildhall.payments.use_cases.applying import Meaning


def _read(notice: Notice) -> SubscriptionNews:
    return SubscriptionNews(str(notice.object_kind), str(notice.object_id))


def meaning(news: SubscriptionNews, _: datetime) -> Change:
    """Return the change that tells billing."""
    told = SubscriptionNoticedV1.model_validate({"object_kind": news.kind, "object_id": news.object_id})
    return Change("payments.pass_on", events=(told,))


READERS: Mapping[str, Callable[[Notice], Fact | None]] = {"subscription": _read, "invoice": _read}
"""What is only passed on, by kind of object: billing fetches the present one."""
MEANINGS: Mapping[type[OtherFact], Meaning] = {SubscriptionNews: meaning}
