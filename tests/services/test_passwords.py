import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import passwords
from services.passwords import WeakPasswordError


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "至少 12 个字符"),
        ("十一个汉字也还是不够长", "至少 12 个字符"),
        ("x" * 201, "最多 200 个字符"),
        ("aaaabbbbccccdd", "5 种不同的字符"),
        ("123456789012", "最常见"),
        ("987654321098", "最常见"),
        ("password2026!", "最常见"),
        ("Administrator1", "最常见"),
        ("P@ssw0rd123456", "最常见"),
        ("qwertyuiop123", "最常见"),
        ("1qaz2wsx3edc", "最常见"),
        ("abcdefghijklm", "最常见"),
        ("20261122080000", "最常见"),
        ("abc12abc12abc12", "最常见"),
        ("taiyuan123456", "最常见"),
        ("wangmouxi2026", "用户名或姓名"),
        ("王某某王某某王某某ab!c", "用户名或姓名"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(password, said):
    with pytest.raises(WeakPasswordError, match=said):
        passwords.check(password, "wangmouxi", "王某某")


@pytest.mark.parametrize(
    "password",
    [
        "晴天 高压 逆温 北风 散去了",
        "correct horse battery staple",
        "kX9!vq2Zt#Lm",
        "我家猫叫三丰今年七岁啦！",
    ],
)
def test_a_sentence_or_a_random_word_is_taken(password):
    passwords.check(password, "wangmouxi", "王某某")


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_the_password_that_was_hashed_matches_and_another_does_not(password, other):
    kept = passwords.hashed(password)
    assert kept.startswith("$argon2id$")
    assert passwords.matches(kept, password)
    import unicodedata

    if unicodedata.normalize("NFKC", password) != unicodedata.normalize("NFKC", other):
        assert not passwords.matches(kept, other)
    assert kept != passwords.hashed(password)


def test_without_a_password_kept_nothing_matches_and_the_work_is_done_all_the_same(monkeypatch):
    worked = []
    real = passwords._HASHER
    monkeypatch.setattr(
        passwords, "_HASHER",
        type("Counting", (), {
            "verify": lambda _, kept, said: worked.append(kept) or real.verify(kept, said),
            "hash": lambda _, said: real.hash(said),
        })(),
    )  # fmt: skip
    assert not passwords.matches(None, "nobody's password")
    assert not passwords.matches(None, "别的")
    assert not passwords.matches("not a hash", "别的")
    assert len(worked) == 3


def test_an_endless_password_keeps_nobody_busy():
    kept = passwords.hashed("晴天 高压 逆温 北风 散")
    assert not passwords.matches(kept, "x" * 10_000_000)
    assert not passwords.outdated(kept)
