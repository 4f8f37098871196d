"""HTTP edge of identity: one's own account, its second factor, and invitations to staff roles."""

from guildhall.identity import schemas, wiring
from guildhall.identity.models import Invitation
from guildhall.platform.context import actor
from guildhall.platform.edge import IfMatch, created, http, if_match, ok

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

# Their answers hold secrets, which must not be kept for a repetition.
KEYLESS = frozenset(
    f"/v1/{path}" for path in ("me/totp", "me/totp/confirm", "me/totp/disable", "me/password", "invitations")
)

OF_VENUE = "/v1/invitations/venues/<venue_id>"


def create_app(identity: wiring.Identity) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_account(app, identity)
    _add_sessions(app, identity)
    _add_factors(app, identity)
    _add_invitations(app, identity)
    _add_venue_invitations(app, identity)
    return app


def _add_account(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.get("/v1/me", summary="Who am I?", tags=["identity"])
    def view() -> Response[schemas.AccountOut]:
        account = identity.view_own_account(actor())
        return ok(schemas.AccountOut.of(account), version=account.version)

    @app.patch("/v1/me", summary="Change one's name or language", tags=["identity"])
    def change(body: schemas.AccountChangeIn, match: IfMatch = None) -> Response[schemas.AccountOut]:
        account = identity.change_own_account(actor(), body.display_name, body.locale, if_match(match))
        return ok(schemas.AccountOut.of(account), version=account.version)

    @app.post("/v1/me/roles", summary="Take on one more role; refresh to act in it", tags=["identity"])
    def take_role(body: schemas.RoleIn) -> Response[schemas.AccountOut]:
        account = identity.take_role(actor(), body.role)
        return ok(schemas.AccountOut.of(account), version=account.version)


def _add_sessions(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.delete("/v1/me/sessions", summary="Sign out everywhere", tags=["identity"], status_code=204)
    def sign_out_everywhere() -> Response[None]:
        identity.sign_out_everywhere(actor())
        return Response(204, cookies=[schemas.session_cookie(None)])

    @app.post("/v1/me/password", summary="Change the password; every session ends", tags=["identity"], status_code=204)
    def change_password(body: schemas.ChangePasswordIn) -> Response[None]:
        identity.change_password(actor(), _bearer(app), body.current_password, body.new_password)
        return Response(204, cookies=[schemas.session_cookie(None)])


def _add_factors(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post("/v1/me/totp", summary="Begin to set up an authenticator app", tags=["identity"])
    def begin() -> schemas.TotpSecretOut:
        secret, uri = identity.begin_totp(actor(), _bearer(app))
        return schemas.TotpSecretOut(secret=secret, otpauth_uri=uri)

    @app.post("/v1/me/totp/confirm", summary="Switch the authenticator app on", tags=["identity"])
    def confirm(body: schemas.TotpCodeIn) -> schemas.RecoveryCodesOut:
        return schemas.RecoveryCodesOut(recovery_codes=identity.confirm_totp(actor(), _bearer(app), body.code))

    @app.post("/v1/me/totp/disable", summary="Switch the authenticator app off", tags=["identity"], status_code=204)
    def disable(body: schemas.PasswordIn) -> Response[None]:
        identity.disable_totp(actor(), body.password)
        return Response(204)


def _add_invitations(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post("/v1/invitations", summary="Invite somebody to a staff role", tags=["identity"], status_code=201)
    def invite(body: schemas.InvitationIn) -> Response[schemas.InvitationOut]:
        invitation, token = identity.invite_staff(actor(), body.email, body.role, body.locale)
        return created(schemas.InvitationOut.of(invitation, token), f"/v1/invitations/{invitation.invitation_id}")

    @app.delete(
        "/v1/invitations/<invitation_id>", summary="Take an invitation back", tags=["identity"], status_code=204
    )
    def revoke(invitation_id: str) -> Response[None]:
        identity.revoke_invitation(actor(), invitation_id)
        return Response(204)

    @app.post("/v1/invitations/accept", summary="Accept an invitation; refresh to act in the role", tags=["identity"])
    def accept(body: schemas.AcceptInvitationIn) -> Response[schemas.AccountOut]:
        account = identity.accept_invitation(actor(), body.token)
        return ok(schemas.AccountOut.of(account), version=account.version)


def _add_venue_invitations(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post(OF_VENUE, summary="Invite somebody to work at a venue", tags=["identity"], status_code=201)
    def invite(venue_id: str, body: schemas.VenueInvitationIn) -> Response[schemas.VenueInvitationOut]:
        made = identity.invite_to_venue(actor(), venue_id, body.email, body.locale)
        return created(_waiting(made), f"/v1/invitations/venues/{venue_id}/{made.invitation_id}")

    @app.get(OF_VENUE, summary="List who is invited to work at a venue, and who does", tags=["identity"])
    def list_open(venue_id: str) -> schemas.VenueInvitationsOut:
        waiting, staff = identity.invite_to_venue.list_of(actor(), venue_id)
        return schemas.VenueInvitationsOut(
            items=[_waiting(each) for each in waiting],
            staff=[schemas.VenueStaffOut.model_validate(each, from_attributes=True) for each in staff],
        )

    @app.post(f"{OF_VENUE}/<invitation_id>/send", summary="Mail an invitation once more", tags=["identity"])
    def send_again(venue_id: str, invitation_id: str) -> schemas.VenueInvitationOut:
        return _waiting(identity.invite_to_venue.again(actor(), venue_id, invitation_id))

    @app.delete(f"{OF_VENUE}/<invitation_id>", summary="Take it back", tags=["identity"], status_code=204)
    def withdraw(venue_id: str, invitation_id: str) -> Response[None]:
        identity.invite_to_venue.withdraw(actor(), venue_id, invitation_id)
        return Response(204)


def _waiting(invitation: Invitation) -> schemas.VenueInvitationOut:
    return schemas.VenueInvitationOut.model_validate(invitation, from_attributes=True)


def _bearer(app: APIGatewayHttpResolver) -> str:
    """Return the access token that the gateway has checked."""
    return str(app.current_event.headers.get("authorization", "")).partition(" ")[2]


handler = http(create_app, wiring.wire, keyless=KEYLESS)
