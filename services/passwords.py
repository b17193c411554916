"""Passwords: what is good enough, and argon2id hashes of them."""

import re
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
"""Beyond this hashing itself could be used to keep the server busy."""
FEWEST_DIFFERENT = 5

_HASHER = PasswordHasher()
_COMMON_STEMS = (
    "password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "administrator", "admin", "root", "user", "test",
    "guest", "welcome", "letmein", "changeme", "default", "qwerty", "qazwsx", "iloveyou", "woaini", "woaizhongguo",
    "mima", "huanbao", "shengtai", "taiyuan", "shanxi", "monkey", "dragon", "sunshine", "princess",
    "football", "superman", "huawei", "abc", "aaa", "asd", "zxc",
)  # fmt: skip
_RUNS = (
    "01234567890123456789", "98765432109876543210", "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "!qaz@wsx#edc$rfv%tgb",
)  # fmt: skip


class WeakPasswordError(ValueError):
    """A password that is not taken; the text says why and what would do."""


def check(password: str, *names: str) -> None:
    """Refuse a password that is short, among the commonest, or made from the name.

    Args:
        password: As typed. Any characters count, spaces and Chinese as well: a sentence is best.
        names: What others know of the person: sign-in name, display name.

    Raises:
        WeakPasswordError: With the reason.
    """
    plain = _normal(password).casefold()
    if len(plain) < SHORTEST:
        raise WeakPasswordError(f"密码至少 {SHORTEST} 个字符，可以用一句话，空格和汉字也算")
    if len(plain) > LONGEST:
        raise WeakPasswordError(f"密码最多 {LONGEST} 个字符")
    if len(set(plain)) < FEWEST_DIFFERENT:
        raise WeakPasswordError(f"密码须有至少 {FEWEST_DIFFERENT} 种不同的字符")
    if _common(plain):
        raise WeakPasswordError("这是最常见的密码之一，请换一个，例如互不相关的几个词连成一句")
    for name in names:
        known = _normal(name).casefold()
        if len(known) >= 2 and known in plain and len(plain.replace(known, "")) < SHORTEST:
            raise WeakPasswordError("密码不能由用户名或姓名加上几个字符组成，请换一个")


def hashed(password: str) -> str:
    """Hash a password with argon2id and a salt of its own."""
    return _HASHER.hash(_normal(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one kept; without one kept it takes as long and is never it."""
    if len(password) > LONGEST:
        kept, password = None, ""
    try:
        right = _HASHER.verify(kept or _nobodys(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def outdated(kept: str) -> bool:
    """Whether a hash was made with weaker settings than those of today."""
    return _HASHER.check_needs_rehash(kept)


@cache
def _nobodys() -> str:
    return _HASHER.hash("nobody's password")


def _common(plain: str) -> bool:
    squeezed = re.sub(r"\s+", "", plain)
    if any(squeezed in run * 2 for run in _RUNS):
        return True
    if any(squeezed == squeezed[:n] * (len(squeezed) // n) for n in _divisors(len(squeezed))):
        return True
    letters = re.sub(r"[\d\W_]+$|^[\d\W_]+", "", squeezed)
    return not letters or letters in _COMMON_STEMS or letters in _run_parts()


@cache
def _run_parts() -> frozenset[str]:
    """Pieces of keyboard rows and of the alphabet, three letters and more."""
    rows = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
    return frozenset(
        row[i:j] for row in rows for i in range(len(row)) for j in range(i + 3, len(row) + 1)
    )


def _divisors(length: int) -> list[int]:
    """Lengths of a piece that, said at least three times, makes up the whole."""
    return [n for n in range(1, length // 3 + 1) if length % n == 0]


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
