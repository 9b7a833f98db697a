"""Bodies at rest: AES-GCM under a key derived from the secret, or as they are when there is no secret."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from typing import Protocol

from bot.errors import StoreError

PREFIX = "\u0001s1:"
CHECK = "relais sealed store"
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """``text`` with U+FFFD for what no database keeps: NUL (PostgreSQL) and lone surrogates (no UTF-8)."""
    return _UNWRITABLE.sub("\ufffd", text) if _UNWRITABLE.search(text) else text


class Seal(Protocol):
    """Shuts a text before it is stored and opens it afterwards."""

    def shut(self, text: str) -> str:
        """What is stored."""

    def open(self, stored: str) -> str:
        """The text again."""


class Plain:
    """No secret: texts are stored as they are. What was sealed before cannot be opened."""

    def shut(self, text: str) -> str:
        """The same text; one that looks sealed loses its first character, or nobody could read it again."""
        return clean("\ufffd" + text[1:] if text.startswith(PREFIX) else text)

    def open(self, stored: str) -> str:
        """The same text; StoreError when it was sealed."""
        if stored.startswith(PREFIX):
            raise StoreError(
                "The database holds encrypted messages: set RELAIS_SECRET_KEY to the key they were made with."
            )
        return stored


class Sealed:
    """AES-256-GCM; a new nonce for each text; rows written before there was a secret still read."""

    def __init__(self, secret: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        # scrypt parameters: RFC 7914's interactive level; the salt is fixed because one key serves one database
        key = hashlib.scrypt(secret.encode(), salt=b"relais store v1", n=2**14, r=8, p=1, dklen=32)
        self._cipher = AESGCM(key)

    def shut(self, text: str) -> str:
        """The sealed text, in ASCII behind a prefix."""
        nonce = os.urandom(12)
        return PREFIX + base64.b64encode(nonce + self._cipher.encrypt(nonce, clean(text).encode(), None)).decode()

    def open(self, stored: str) -> str:
        """The text; StoreError when the key is another one."""
        from cryptography.exceptions import InvalidTag

        if not stored.startswith(PREFIX):
            return stored
        try:
            raw = base64.b64decode(stored[len(PREFIX) :])
            return self._cipher.decrypt(raw[:12], raw[12:], None).decode()
        except (InvalidTag, ValueError, binascii.Error):
            raise StoreError("RELAIS_SECRET_KEY is not the key this database was encrypted with.") from None


def seal_for(secret: str) -> Seal:
    """The seal for a secret; the empty secret seals nothing."""
    return Sealed(secret) if secret else Plain()
