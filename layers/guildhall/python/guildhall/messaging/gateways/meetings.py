"""The port `Meetings`: devices that talk to each other with the help of ICE servers, or through Amazon Chime SDK."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.clock import Clock
from guildhall.kernel.errors import Unavailable
from guildhall.messaging.errors import CallOver
from guildhall.messaging.models.calls import Admission, Call, IceServer
from guildhall.platform.observe import logger
from guildhall.platform.secrets import Secret

CREDENTIAL_LIFE = timedelta(hours=12)
"""Longer than people talk: a TURN server asks for the credential again each time that it renews an address."""


@dataclass(frozen=True, slots=True)
class IceServers:
    """The servers that help devices to find each other.

    stun_urls, turn_urls: such as `turns:turn.example.org:5349?transport=tcp`. secret: shared with the TURN servers;
    None without them.
    """

    stun_urls: tuple[str, ...]
    turn_urls: tuple[str, ...]
    secret: Secret | None
    clock: Clock

    def admission(self, call: Call) -> Admission:
        """Return a credential that the TURN servers check by themselves (their REST API: `use-auth-secret` of coturn).

        The user name is the end of its life and the call: the server learns of nobody who talks.
        """
        servers = [IceServer(self.stun_urls)] if self.stun_urls else []
        expires_at = self.clock.now() + CREDENTIAL_LIFE
        if self.turn_urls and self.secret:
            name = f"{int(expires_at.timestamp())}:{call.call_id}"
            # SHA-1 is what the protocol says; as a keyed digest it is not broken.
            digest = hmac.new(self.secret.value.encode(), name.encode(), hashlib.sha1).digest()
            servers.append(IceServer(self.turn_urls, name, base64.b64encode(digest).decode()))
        return Admission("peer", tuple(servers), expires_at)


class PeerMeetings:
    """Devices talk to each other: there is no place to make or to give up."""

    def __init__(self, servers: IceServers) -> None:
        self._servers = servers

    def open(self, call: Call) -> dict[str, Any] | None:  # noqa: ARG002  the port names it
        """Return nothing: what the devices say to each other finds them."""
        return None

    def admit(self, call: Call, account_id: str) -> Admission:  # noqa: ARG002  one credential is as good as another
        """Return the servers that help."""
        return self._servers.admission(call)

    def close(self, call: Call) -> None:
        """Take note in the log; devices that hear of the end stop by themselves."""
        logger.info("call over", extra={"call": call.call_id, "state": str(call.state)})


class ChimeMeetings:
    """A meeting of the Amazon Chime SDK for each call (API reference of `chime-sdk-meetings`, 2021-07-15)."""

    def __init__(self, client: Any, region: str) -> None:
        self._client = client
        self._region = region

    def open(self, call: Call) -> dict[str, Any] | None:
        """Make the meeting; the call's id makes a repetition the same one. Raises Unavailable."""
        try:
            answer = self._client.create_meeting(
                ClientRequestToken=call.call_id, ExternalMeetingId=call.call_id, MediaRegion=self._region
            )
        except (ClientError, BotoCoreError) as error:
            raise Unavailable("calls are not possible at the moment", retry_after_seconds=5) from error
        meeting: dict[str, Any] = answer["Meeting"]
        return meeting

    def admit(self, call: Call, account_id: str) -> Admission:
        """Return a new attendee of the meeting. Raises Unavailable, CallOver."""
        meeting = call.meeting or {}
        try:
            answer = self._client.create_attendee(MeetingId=meeting.get("MeetingId"), ExternalUserId=account_id)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NotFoundException":
                # Chime ends meetings in which nobody is.
                raise CallOver("its meeting has ended") from error
            raise Unavailable("the call cannot be joined at the moment", retry_after_seconds=2) from error
        except BotoCoreError as error:
            raise Unavailable("the call cannot be joined at the moment", retry_after_seconds=2) from error
        return Admission("chime", meeting=meeting, attendee=answer["Attendee"])

    def close(self, call: Call) -> None:
        """Delete the meeting, which puts everybody out; one that stays ends by itself when nobody is in it."""
        try:
            self._client.delete_meeting(MeetingId=(call.meeting or {}).get("MeetingId"))
        except (ClientError, BotoCoreError):
            logger.warning("meeting kept", extra={"call": call.call_id}, exc_info=True)
