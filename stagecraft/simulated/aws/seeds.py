"""Values that look random and never change: drawn from a hash of what they belong to."""

import hashlib
from typing import Final

HEX: Final = "0123456789abcdef"
DIGITS: Final = "0123456789"
LOWER: Final = "abcdefghijklmnopqrstuvwxyz"
UPPER: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

# Names usable as `{hex:16}` in a template, and the characters each draws from.
ALPHABETS: Final = {
    "hex": HEX,
    "HEX": "0123456789ABCDEF",
    "digits": DIGITS,
    "lower": LOWER,
    "alnum": LOWER + DIGITS,
    "ALNUM": UPPER + DIGITS,
    "Alnum": UPPER + LOWER + DIGITS,
}


class Seed:
    """A source of repeatable values: equal origins draw equal values, different ones differ."""

    __slots__ = ("_hash",)

    def __init__(self, origin: str) -> None:
        self._hash = hashlib.sha256(origin.encode())

    def text(self, purpose: str, alphabet: str, length: int) -> str:
        """Draw `length` characters of an alphabet for one purpose."""
        digest = self._digest(purpose)
        if alphabet == HEX and length <= len(digest) * 2:
            return digest.hex()[:length]
        number = int.from_bytes(digest)
        base = len(alphabet)
        characters = []
        for _ in range(length):
            number, index = divmod(number, base)
            characters.append(alphabet[index])
        return "".join(characters)

    def uuid(self, purpose: str) -> str:
        """Draw a version 4 UUID."""
        digits = self._digest(purpose).hex()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"

    def number(self, purpose: str, below: int) -> int:
        """Draw a number from 0 up to, not including, `below`."""
        return int.from_bytes(self._digest(purpose)) % below

    def _digest(self, purpose: str) -> bytes:
        digest = self._hash.copy()
        digest.update(b"|" + purpose.encode())
        return digest.digest()


def of_urn(urn: str) -> Seed:
    """Return the seed of a resource, the same in each stack of a project.

    The stack's name is left out, so that two previews of one program give one resource one id and differ
    only in what their settings differ.
    """
    _, _, rest = urn.partition("::")
    return Seed(rest or urn)
