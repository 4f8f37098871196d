"""HTTP edge of getting in: sign-up, sign-in and what to do when the password is forgotten; nobody is signed in yet."""

from guildhall.identity import schemas, wiring
from guildhall.identity.errors import SessionEnded
from guildhall.identity.models import Session
from guildhall.platform.edge import browser, http
from guildhall.platform.edge.browser import address_of

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response

STEPS = (
    "sign-up", "confirm", "resend", "sign-in", "challenge", "recover", "refresh", "sign-out",
    "forgot-password", "reset-password",
)  # fmt: skip
# Their answers hold tokens, which must not be kept for a repetition; and repeating any of them does no harm.
KEYLESS = frozenset(f"/v1/auth/{step}" for step in STEPS)


def create_app(identity: wiring.Identity) -> APIGatewayHttpResolver:
    """Add the routes."""
    app = APIGatewayHttpResolver(enable_validation=True)
    _add_registration(app, identity)
    _add_sessions(app, identity)
    _add_passwords(app, identity)
    return app


def _add_registration(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post("/v1/auth/sign-up", summary="Register an account", tags=["identity"], status_code=202)
    def sign_up(body: schemas.SignUpIn) -> Response[schemas.NextOut]:
        identity.sign_up(body.request(), address_of(app))
        return _accepted()

    @app.post("/v1/auth/confirm", summary="Confirm the e-mail address", tags=["identity"])
    def confirm(body: schemas.ConfirmIn) -> schemas.NextOut:
        identity.confirm_address(body.email, body.code)
        return schemas.NextOut(next="sign_in")

    @app.post("/v1/auth/resend", summary="Send the confirmation code again", tags=["identity"], status_code=202)
    def resend(body: schemas.EmailIn) -> Response[schemas.NextOut]:
        identity.resend_code(body.email)
        return _accepted()


def _add_sessions(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post("/v1/auth/sign-in", summary="Sign in", tags=["identity"])
    def sign_in(body: schemas.SignInIn) -> Response[schemas.SessionOut | schemas.ChallengeOut]:
        browser.refuse_foreign_pages(app.current_event.headers)
        outcome = identity.sign_in(body.email, body.password, address_of(app))
        if isinstance(outcome, Session):
            return _signed_in(identity, outcome)
        return Response(200, "application/json", schemas.ChallengeOut.of(outcome))

    @app.post("/v1/auth/challenge", summary="Finish signing in with the authenticator app", tags=["identity"])
    def challenge(body: schemas.ChallengeIn) -> Response[schemas.SessionOut | schemas.ChallengeOut]:
        browser.refuse_foreign_pages(app.current_event.headers)
        session = identity.answer_challenge(body.email, body.session, body.code, address_of(app))
        return _signed_in(identity, session)

    @app.post("/v1/auth/recover", summary="Sign in with a recovery code", tags=["identity"])
    def recover(body: schemas.RecoverIn) -> Response[schemas.SessionOut | schemas.ChallengeOut]:
        browser.refuse_foreign_pages(app.current_event.headers)
        code = body.recovery_code
        session = identity.sign_in_with_recovery_code(body.email, body.password, code, address_of(app))
        return _signed_in(identity, session)

    @app.post("/v1/auth/refresh", summary="Stay signed in", tags=["identity"])
    def refresh() -> Response[schemas.SessionOut | schemas.ChallengeOut]:
        browser.require_intent(app.current_event.headers)
        token = browser.cookie(app.current_event.raw_event, schemas.SESSION_COOKIE)
        if not token:
            raise SessionEnded("there is no session cookie")
        return _signed_in(identity, identity.refresh_session(token))

    @app.post("/v1/auth/sign-out", summary="Sign out", tags=["identity"], status_code=204)
    def sign_out() -> Response[None]:
        browser.require_intent(app.current_event.headers)
        token = browser.cookie(app.current_event.raw_event, schemas.SESSION_COOKIE)
        if token:
            identity.sign_out(token)
        return Response(204, cookies=[schemas.session_cookie(None)])


def _add_passwords(app: APIGatewayHttpResolver, identity: wiring.Identity) -> None:
    @app.post(
        "/v1/auth/forgot-password", summary="Ask for a code to set a new password", tags=["identity"], status_code=202
    )
    def forgot_password(body: schemas.EmailIn) -> Response[schemas.NextOut]:
        identity.forget_password(body.email)
        return _accepted()

    @app.post("/v1/auth/reset-password", summary="Set a new password with the code", tags=["identity"])
    def reset_password(body: schemas.ResetPasswordIn) -> schemas.NextOut:
        identity.reset_password(body.email, body.code, body.new_password)
        return schemas.NextOut(next="sign_in")


def _accepted() -> Response[schemas.NextOut]:
    return Response(202, "application/json", schemas.NextOut(next="read_mail"))


def _signed_in(identity: wiring.Identity, session: Session) -> Response[schemas.SessionOut | schemas.ChallengeOut]:
    cookie = schemas.session_cookie(session.refresh_token)
    told = schemas.SessionOut.of(session, identity.view_session_account(session))
    return Response(200, "application/json", told, cookies=[cookie])


handler = http(create_app, wiring.wire, keyless=KEYLESS)
