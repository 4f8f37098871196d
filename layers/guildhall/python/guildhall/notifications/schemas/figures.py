"""Response shapes of statistics."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from guildhall.notifications.models import Channel, Figures, Outcome, Type


class OutcomesOut(BaseModel):
    """How often each outcome was; one notification may have several."""

    ordered: int
    sent: int = Field(description="Taken by a service, or shown in the app. What waits or was told in one is neither.")
    delivered: int = Field(description="Letters and text messages only: nobody tells us of pushes.")
    skipped: int = Field(description="There was nobody to send it to any more.")
    failed: int
    bounced: int
    complained: int
    opened: int = Field(description="Read in the app: letters and pushes are not watched.")

    @classmethod
    def of(cls, counts: dict[Outcome, int]) -> OutcomesOut:
        """Shape counts for the wire."""
        return cls.model_validate({str(outcome): counts.get(outcome, 0) for outcome in Outcome})


class DeliveryFiguresOut(BaseModel):
    """What became of one type on one channel, of one day."""

    on: date = Field(description="Day of UTC on which what is told happened.")
    type: Type
    channel: Channel
    outcomes: OutcomesOut

    @classmethod
    def of(cls, figures: Figures) -> DeliveryFiguresOut:
        """Shape figures for the wire."""
        outcomes = OutcomesOut.of(figures.counts)
        return cls(on=figures.on, type=figures.type, channel=figures.channel, outcomes=outcomes)


class DeliveryFiguresListOut(BaseModel):
    """By day, type and channel; what never was is left out."""

    items: list[DeliveryFiguresOut]


class ChannelFiguresOut(BaseModel):
    """What became of an announcement on one channel."""

    channel: Channel
    outcomes: OutcomesOut


class AnnouncementFiguresOut(BaseModel):
    """What became of an announcement."""

    items: list[ChannelFiguresOut]

    @classmethod
    def of(cls, by_channel: dict[Channel, dict[Outcome, int]]) -> AnnouncementFiguresOut:
        """Shape counts for the wire."""
        return cls(
            items=[
                ChannelFiguresOut(channel=channel, outcomes=OutcomesOut.of(counts))
                for channel, counts in by_channel.items()
            ]
        )
