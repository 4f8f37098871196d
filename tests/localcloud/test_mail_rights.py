"""A function sends mail as the identity that its policy names, and as no other."""

from __future__ import annotations

import pytest

from tests.localcloud.tiny import Tiny

TEMPLATE = """
    Parameters: {Allowed: {Type: String}}
    Resources:
      Mail: {Type: AWS::SES::EmailIdentity, Properties: {EmailIdentity: guildhall.example}}
      Address: {Type: AWS::SES::EmailIdentity, Properties: {EmailIdentity: ada@other.example}}
      Post:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: src
          Handler: app.handler
          Runtime: python3.13
          Policies:
            - Version: "2012-10-17"
              Statement:
                - Effect: Allow
                  Action: [ses:SendEmail]
                  Resource: !Sub "arn:aws:ses:${AWS::Region}:${AWS::AccountId}:identity/${Allowed}"
    Outputs: {Post: {Value: !Ref Post}}
"""
SOURCE = """
    import boto3

    def handler(event, _):
        text = {"Data": "x"}
        content = {"Simple": {"Subject": text, "Body": {"Text": text}}}
        to = {"ToAddresses": ["amina@mail.example"]}
        boto3.client("sesv2").send_email(FromEmailAddress=event, Destination=to, Content=content)
        return "sent"
"""
SENDERS = {
    "guildhall.example": "Guildhall <no-reply@guildhall.example>",
    "ada@other.example": "ada@other.example",
}


@pytest.mark.parametrize("allowed", SENDERS)
def test_a_policy_on_an_identity_lets_send_as_that_identity_only(tiny: Tiny, allowed: str) -> None:
    tiny.file("src/app.py", SOURCE)
    function = tiny.deploy(TEMPLATE, Allowed=allowed)["Post"]

    for identity, sender in SENDERS.items():
        answer = tiny.invoke(function, sender)
        if identity == allowed:
            assert answer == "sent"
        else:
            assert "AccessDenied" in answer["errorMessage"]
