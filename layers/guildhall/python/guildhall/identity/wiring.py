"""Which adapter stands behind which port of identity."""

from __future__ import annotations

from dataclasses import dataclass

from guildhall.bookings.wiring import staff
from guildhall.identity.gateways.cognito import Cognito, IdentitySettings
from guildhall.identity.gateways.credentials import CognitoCredentials
from guildhall.identity.gateways.links import SignedInvitationLinks
from guildhall.identity.gateways.security import LoggedSecurity
from guildhall.identity.gateways.sessions import CognitoFactors, CognitoSessions
from guildhall.identity.store import DynamoAccounts, DynamoInvitations
from guildhall.identity.use_cases.accounts import ChangeOwnAccount, GetAccount, TakeRole, ViewOwnAccount
from guildhall.identity.use_cases.factors import BeginTotp, ConfirmTotp, DisableTotp
from guildhall.identity.use_cases.invitations import (
    AcceptInvitation,
    FindInvited,
    InviteStaff,
    ReadInvitation,
    RevokeInvitation,
    TakeUpRole,
)
from guildhall.identity.use_cases.passwords import ChangePassword, ForgetPassword, ResetPassword
from guildhall.identity.use_cases.registration import CompleteConfirmation, ConfirmAddress, ResendCode, SignUp
from guildhall.identity.use_cases.sessions import (
    AnswerChallenge,
    Attempts,
    RefreshSession,
    SignIn,
    SignInWithRecoveryCode,
    SignOut,
    SignOutEverywhere,
    ViewSessionAccount,
)
from guildhall.identity.use_cases.venue_invitations import InviteToVenue
from guildhall.platform import aws
from guildhall.platform.assembly import Platform


@dataclass(frozen=True, slots=True)
class Identity:
    """The use cases."""

    sign_up: SignUp
    confirm_address: ConfirmAddress
    resend_code: ResendCode
    sign_in: SignIn
    answer_challenge: AnswerChallenge
    sign_in_with_recovery_code: SignInWithRecoveryCode
    refresh_session: RefreshSession
    view_session_account: ViewSessionAccount
    sign_out: SignOut
    sign_out_everywhere: SignOutEverywhere
    forget_password: ForgetPassword
    reset_password: ResetPassword
    change_password: ChangePassword
    view_own_account: ViewOwnAccount
    change_own_account: ChangeOwnAccount
    take_role: TakeRole
    begin_totp: BeginTotp
    confirm_totp: ConfirmTotp
    disable_totp: DisableTotp
    invite_staff: InviteStaff
    revoke_invitation: RevokeInvitation
    accept_invitation: AcceptInvitation
    invite_to_venue: InviteToVenue


def wire(platform: Platform) -> Identity:
    """Build the use cases on DynamoDB and Cognito."""
    accounts, invitations = _accounts(platform), DynamoInvitations(platform.database)
    cognito = Cognito(aws.client("cognito-idp"), platform.settings(IdentitySettings))
    credentials, sessions, factors = CognitoCredentials(cognito), CognitoSessions(cognito), CognitoFactors(cognito)
    clock, ids, gate, limits, log = platform.clock, platform.ids, platform.gate, platform.limits, LoggedSecurity()
    links = SignedInvitationLinks(platform.cursors)
    read_invitation = ReadInvitation(invitations, clock)
    take_up = TakeUpRole(accounts, credentials)
    complete = CompleteConfirmation(accounts, credentials, read_invitation, take_up, clock)
    attempts = Attempts(limits, log)
    return Identity(
        sign_up=SignUp(accounts, credentials, read_invitation, limits, clock, ids),
        confirm_address=ConfirmAddress(accounts, credentials, complete, limits, ids),
        resend_code=ResendCode(accounts, credentials, limits, ids),
        sign_in=SignIn(accounts, sessions, factors, complete, attempts, ids),
        answer_challenge=AnswerChallenge(accounts, sessions, attempts, ids),
        sign_in_with_recovery_code=SignInWithRecoveryCode(accounts, sessions, factors, attempts, ids),
        refresh_session=RefreshSession(sessions),
        view_session_account=ViewSessionAccount(accounts),
        sign_out=SignOut(sessions),
        sign_out_everywhere=SignOutEverywhere(sessions, gate),
        forget_password=ForgetPassword(accounts, credentials, limits, ids),
        reset_password=ResetPassword(accounts, credentials, sessions, limits, log, ids),
        change_password=ChangePassword(accounts, credentials, sessions, gate, limits, log),
        view_own_account=ViewOwnAccount(accounts, gate),
        change_own_account=ChangeOwnAccount(accounts, gate),
        take_role=TakeRole(accounts, credentials, gate),
        begin_totp=BeginTotp(accounts, factors, gate),
        confirm_totp=ConfirmTotp(accounts, factors, gate, limits, log),
        disable_totp=DisableTotp(accounts, sessions, factors, gate, limits, log),
        invite_staff=InviteStaff(invitations, links, gate, clock, ids),
        revoke_invitation=RevokeInvitation(invitations, gate),
        accept_invitation=AcceptInvitation(accounts, read_invitation, take_up, gate),
        invite_to_venue=InviteToVenue(accounts, invitations, links, staff.wire(platform), limits, clock, ids),
    )


def wire_accounts(platform: Platform) -> GetAccount:
    """Build what other capabilities may ask; needs no user pool."""
    return GetAccount(_accounts(platform))


def wire_invited(platform: Platform) -> FindInvited:
    """Build what letters to those who are invited ask; needs no user pool."""
    read_invitation = ReadInvitation(DynamoInvitations(platform.database), platform.clock)
    return FindInvited(read_invitation, SignedInvitationLinks(platform.cursors))


def _accounts(platform: Platform) -> DynamoAccounts:
    return DynamoAccounts(platform.database, staff.desk(platform))
