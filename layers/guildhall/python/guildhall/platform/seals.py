"""Secrets under the data key: who reads the table without the key reads nothing."""

from __future__ import annotations

import base64

from botocore.exceptions import BotoCoreError, ClientError

from guildhall.kernel.errors import Unavailable
from guildhall.platform import aws


class KmsSeals:
    """Texts sealed by KMS. The owner's id is the encryption context: a secret copied to another row stays shut."""

    def __init__(self, key_arn: str) -> None:
        self._key_arn = key_arn

    def seal(self, secret: str, owner_id: str) -> str:
        """Encrypt a secret for its owner. Raises Unavailable."""
        try:
            answer = aws.client("kms").encrypt(
                KeyId=self._key_arn, Plaintext=secret.encode(), EncryptionContext={"owner_id": owner_id}
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable from error
        return base64.b64encode(answer["CiphertextBlob"]).decode()

    def unseal(self, sealed: str, owner_id: str) -> str:
        """Decrypt what was sealed for the same owner. Raises Unavailable."""
        try:
            answer = aws.client("kms").decrypt(
                KeyId=self._key_arn,
                CiphertextBlob=base64.b64decode(sealed),
                EncryptionContext={"owner_id": owner_id},
            )
        except (BotoCoreError, ClientError) as error:
            raise Unavailable from error
        return str(answer["Plaintext"].decode())
