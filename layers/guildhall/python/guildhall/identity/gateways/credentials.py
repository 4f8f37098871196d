"""Passwords and codes, kept by Cognito."""

from __future__ import annotations

from guildhall.identity.errors import EmailTaken, PasswordWrong
from guildhall.identity.gateways.cognito import Cognito, weak_password, wrong_code
from guildhall.kernel.errors import Fault


class CognitoCredentials:
    """The port `Credentials` on Cognito."""

    def __init__(self, cognito: Cognito) -> None:
        self._cognito = cognito

    def register(self, account_id: str, email: str, password: str) -> None:
        """Keep the password and send a code to the address. Raises PasswordWeak, EmailTaken for an id that exists."""
        refusals = {**weak_password("/password"), "UsernameExistsException": EmailTaken()}
        attributes = [{"Name": "email", "Value": email}]
        self._cognito.public("sign_up", account_id, refusals, Password=password, UserAttributes=attributes)

    def drop(self, account_id: str) -> None:
        """Forget an account, if it is known."""
        self._cognito.admin("admin_delete_user", account_id, {"UserNotFoundException": None})

    def resend(self, account_id: str) -> None:
        """Send the confirmation code again, if one is due."""
        refusals = {"InvalidParameterException": None, "UserNotFoundException": None}
        self._cognito.public("resend_confirmation_code", account_id, refusals)

    def confirm(self, account_id: str, code: str) -> bool:
        """Take the confirmation code; False if the account was confirmed before. Raises CodeRefused."""
        refusals = {**wrong_code("/code"), "NotAuthorizedException": None}
        return bool(self._cognito.public("confirm_sign_up", account_id, refusals, ConfirmationCode=code))

    def send_reset_code(self, account_id: str) -> None:
        """Send a code for a new password, if the address is confirmed."""
        # An account that is unconfirmed or disabled gets no code; the caller hears the same.
        refusals = {
            "InvalidParameterException": None,
            "UserNotFoundException": None,
            "NotAuthorizedException": None,
        }
        self._cognito.public("forgot_password", account_id, refusals)

    def reset(self, account_id: str, code: str, password: str) -> None:
        """Take the code and the new password. Raises CodeRefused, PasswordWeak."""
        refusals = {
            **wrong_code("/code"),
            **weak_password("/new_password"),
            "UserNotConfirmedException": wrong_code("/code")["CodeMismatchException"],
            "NotAuthorizedException": wrong_code("/code")["CodeMismatchException"],
        }
        self._cognito.public("confirm_forgot_password", account_id, refusals, ConfirmationCode=code, Password=password)

    def change_password(self, access_token: str, current: str, new: str) -> None:
        """Replace the password. Raises PasswordWrong, PasswordWeak."""
        # The gateway has checked the token; so what is not authorised is the present password.
        wrong = PasswordWrong(faults=(Fault("/current_password", "not your password", "password_wrong"),))
        self._cognito.call(
            "change_password",
            {**weak_password("/new_password"), "NotAuthorizedException": wrong},
            AccessToken=access_token,
            PreviousPassword=current,
            ProposedPassword=new,
        )

    def grant(self, account_id: str, role: str) -> None:
        """Let the access tokens that will be issued carry a role; a role that is there already is no error."""
        # A sign-up that died may have left an account that the user pool does not know: its code will be refused.
        self._cognito.admin("admin_add_user_to_group", account_id, {"UserNotFoundException": None}, GroupName=role)
