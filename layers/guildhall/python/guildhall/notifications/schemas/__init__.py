"""Request and response shapes of notifications' HTTP API."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from guildhall.kernel.types import Instant
from guildhall.notifications.models import (
    BY_TEXT,
    Channel,
    Contact,
    Effect,
    MailTrouble,
    Preferences,
    PushSubscription,
    Rule,
    Type,
)
from guildhall.notifications.schemas.times import RhythmIn, RhythmOut
from guildhall.notifications.use_cases.inbox import Shown, ShownPage
from guildhall.notifications.use_cases.words import label

AboutId = Annotated[str, StringConstraints(pattern="^[a-z]{2,6}_[0-9A-HJKMNP-TV-Z]{26}$")]
NotificationId = Annotated[str, StringConstraints(pattern="^ntf_[0-9A-HJKMNP-TV-Z]{26}$")]


class NotificationOut(BaseModel):
    """One thing that the account was told, in the reader's language."""

    notification_id: str
    type: Type
    title: str
    body: str = Field(description="Plain text; a line break is a new line.")
    action: str = Field(description="What to call the link.")
    link: str = Field(description="Path of the web app.")
    created_at: Instant
    read_at: Instant | None
    about: str | None = Field(default=None, description="Id of what it is about; show those of one thing as one.")

    @classmethod
    def of(cls, shown: Shown) -> NotificationOut:
        """Shape a notification for the wire."""
        return cls(
            notification_id=shown.notification.notification_id,
            type=shown.notification.type,
            title=shown.words.title,
            body=shown.words.body,
            action=shown.words.action,
            link=shown.words.link,
            created_at=shown.notification.created_at,
            read_at=shown.notification.read_at,
            about=shown.notification.about,
        )


class NotificationsOut(BaseModel):
    """One page, newest first."""

    items: list[NotificationOut]
    next_cursor: str | None
    unread_count: int = Field(description="Of the whole list; counting stops at 100.")

    @classmethod
    def of(cls, page: ShownPage, next_cursor: str | None) -> NotificationsOut:
        """Shape a page for the wire."""
        items = [NotificationOut.of(shown) for shown in page.items]
        return cls(items=items, next_cursor=next_cursor, unread_count=page.unread_count)


class UnreadOut(BaseModel):
    """How much is unread."""

    unread_count: int = Field(description="Counting stops at 100.")


class ReadAllIn(BaseModel):
    """How far the person has seen the list."""

    model_config = ConfigDict(extra="forbid")

    up_to: NotificationId | None = Field(default=None, description="The newest one seen; without it, all of them.")
    about: AboutId | None = Field(default=None, description="Only what is about this: what the person has before them.")


class ChoiceIn(BaseModel):
    """The switches of one type."""

    model_config = ConfigDict(extra="forbid")

    type: Type
    in_app: bool = Field(strict=True, description="Has no effect for `announcement`, which is always shown.")
    email: bool = Field(strict=True)
    push: bool = Field(default=True, strict=True)
    sms: bool = Field(default=False, strict=True, description="Has an effect where the type can come by text message.")
    slack: bool = Field(default=False, strict=True, description="Has an effect once a Slack address is confirmed.")


class OwnRuleIn(BaseModel):
    """A rule of one's own: for a type, for one thing, or for a type of one thing."""

    model_config = ConfigDict(extra="forbid")

    does: Effect
    type: Type | None = None
    about: AboutId | None = Field(default=None, description="Id of a conversation, contract, project or the like.")

    @model_validator(mode="after")
    def _is_for_something(self) -> OwnRuleIn:
        if self.type is None and self.about is None:
            raise ValueError("say what the rule is for: type, about, or both")
        return self

    def inside(self) -> Rule:
        """Return it as the inside knows it."""
        return Rule(self.does, self.type, self.about)


class PreferencesIn(BaseModel):
    """All switches that differ from their defaults; a rhythm or rules that are absent stay as they are."""

    model_config = ConfigDict(extra="forbid")

    choices: list[ChoiceIn] = Field(max_length=len(Type), description="A type that is absent returns to its default.")
    rhythm: RhythmIn | None = None
    rules: list[OwnRuleIn] | None = Field(default=None, max_length=20)

    @field_validator("choices")
    @classmethod
    def _each_type_once(cls, choices: list[ChoiceIn]) -> list[ChoiceIn]:
        if len({choice.type for choice in choices}) != len(choices):
            raise ValueError("a type stands twice")
        return choices

    def by_type(self) -> dict[Type, dict[Channel, bool]]:
        """Return the switches as the inside knows them."""
        return {c.type: {channel: getattr(c, channel) for channel in Channel} for c in self.choices}


class ChoiceOut(BaseModel):
    """The switches of one type, with its name in the reader's language."""

    type: Type
    label: str
    in_app: bool
    email: bool
    push: bool
    sms: bool | None = Field(description="Null where the type never comes by text message.")
    slack: bool


class OwnRuleOut(BaseModel):
    """A rule of one's own."""

    does: Effect
    type: Type | None
    about: str | None


class PreferencesOut(BaseModel):
    """Every type with its switches, and when things go out."""

    version: int
    choices: list[ChoiceOut]
    rhythm: RhythmOut
    rules: list[OwnRuleOut]

    @classmethod
    def of(cls, preferences: Preferences, language: str) -> PreferencesOut:
        """Shape preferences for the wire, defaults included."""
        return cls(
            version=preferences.version,
            choices=[
                ChoiceOut(
                    type=kind,
                    label=label(kind, language),
                    in_app=preferences.wants(kind, Channel.IN_APP),
                    email=preferences.wants(kind, Channel.EMAIL),
                    push=preferences.wants(kind, Channel.PUSH),
                    sms=preferences.wants(kind, Channel.SMS) if kind in BY_TEXT else None,
                    slack=preferences.wants(kind, Channel.SLACK),
                )
                for kind in Type
            ],
            rhythm=RhythmOut.of(preferences.rhythm),
            rules=[OwnRuleOut(does=rule.does, type=rule.type, about=rule.about) for rule in preferences.rules],
        )


class EmailOut(BaseModel):
    """Where letters go, and whether they do."""

    address: str | None = Field(description="Null for the moment between sign-up and its event.")
    is_confirmed: bool
    trouble: MailTrouble | None = Field(
        description="Why no letters go out: the address bounced, or a letter was called spam. Null while they go."
    )
    stopped_at: Instant | None

    @classmethod
    def of(cls, contact: Contact) -> EmailOut:
        """Shape a contact for the wire."""
        return cls(
            address=contact.email,
            is_confirmed=contact.is_confirmed,
            trouble=contact.mail_trouble,
            stopped_at=contact.mail_stopped_at,
        )


class StopOut(BaseModel):
    """What the link of a letter is for."""

    type: Type
    label: str

    @classmethod
    def of(cls, kind: Type, language: str) -> StopOut:
        """Shape a type for the wire, with its name among the preferences."""
        return cls(type=kind, label=label(kind, language))


class UnsubscribedOut(BaseModel):
    """Which type no longer comes by e-mail."""

    type: Type


class PushKeyOut(BaseModel):
    """Who may push to a browser."""

    public_key: str = Field(description="`applicationServerKey`: an uncompressed point of P-256, base64url.")


class PushKeysIn(BaseModel):
    """How to encrypt for a browser: `getKey` of its PushSubscription."""

    model_config = ConfigDict(extra="forbid")

    p256dh: str = Field(min_length=1, max_length=100)
    auth: str = Field(min_length=1, max_length=50)


class PushSubscriptionIn(BaseModel):
    """What a browser's `pushManager.subscribe` gave."""

    model_config = ConfigDict(extra="forbid")

    endpoint: str = Field(min_length=1, max_length=2_000)
    keys: PushKeysIn
    label: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)] = Field(
        description="What the person calls the device, such as `Firefox on Linux`."
    )


class PushSubscriptionOut(BaseModel):
    """A browser that gets pushes. Its address stays with us: who knows it can try to push there."""

    subscription_id: str
    label: str
    created_at: Instant

    @classmethod
    def of(cls, subscription: PushSubscription) -> PushSubscriptionOut:
        """Shape a subscription for the wire."""
        return cls(
            subscription_id=subscription.subscription_id, label=subscription.label, created_at=subscription.created_at
        )


class PushSubscriptionsOut(BaseModel):
    """The browsers of one person, oldest first."""

    items: list[PushSubscriptionOut]
