"""Names, codes and addresses that plainly belong to nobody."""

import numpy as np

from data.samples.randomness import Flags

CITY_CODE = "990100"
CITY_NAME = "示例市"
SAMPLE_MARK = "演示数据"
"""Stands wherever anything of the sample city is shown, printed or stored."""

CENTRE = (112.5, 37.9)
"""Longitude and latitude of the made-up city."""

COUNTIES = (
    # name, longitude and latitude from the centre, share of light and of heavy industry
    ("城东区", 0.08, 0.01, 0.17, 0.05),
    ("城西区", -0.07, 0.00, 0.14, 0.06),
    ("城南区", 0.01, -0.08, 0.15, 0.06),
    ("城北区", 0.00, 0.09, 0.11, 0.08),
    ("示范新区", 0.12, -0.10, 0.14, 0.06),
    ("云岭县", -0.30, 0.18, 0.05, 0.14),
    ("松岩县", 0.28, 0.20, 0.05, 0.13),
    ("泉丘县", 0.30, -0.16, 0.06, 0.13),
    ("柏川县", -0.27, -0.15, 0.05, 0.12),
    ("榆坪县", 0.02, -0.32, 0.05, 0.10),
    ("苇泽县", 0.05, 0.33, 0.03, 0.07),
)
_FIRST = "云岚岳泽瑞恒昊晟凌沐朔筑霁穹澄屿璟穗麓琅"
_SECOND = "岭川原屏峦溪坪崖汀陂岩谷渚壑涧冈洲垣阜野"
_KINDS = ("有限公司", "有限公司", "有限公司", "有限责任公司", "厂")
_SURNAMES = "张王李赵刘陈杨郭马高梁宋田武任"
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def enterprise_names(words: list[str], rng: np.random.Generator) -> list[str]:
    """Return one name per trade word, such as 示例市云岭焦化有限公司; none occurs twice."""
    syllables = [first + second for first in _FIRST for second in _SECOND]
    order = rng.permutation(len(syllables))
    # Going round all pairs keeps names apart as long as a word occurs less than 400 times.
    kinds = rng.integers(0, len(_KINDS), len(words))
    return [
        f"{CITY_NAME}{syllables[order[number % len(order)]]}{word}{_KINDS[kind]}"
        for number, (word, kind) in enumerate(zip(words, kinds, strict=True))
    ]


def credit_code(number: int) -> str:
    """Return a code of the right form whose start, 99 990100, no registry has given out.

    The last sign is the check sign of GB 32100—2015.
    """
    body = f"99990100{number:09d}"
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _SIGNS[(31 - total % 31) % 31]


def counties(heavy: Flags, rng: np.random.Generator) -> list[int]:
    """Choose a county for each enterprise, as its position; heavy ones mostly lie outside town."""
    shares = np.array([county[3:] for county in COUNTIES])
    draws = rng.random(len(heavy))
    return [
        int(np.searchsorted(np.cumsum(shares[:, int(h)]), draw * 0.9999))
        for h, draw in zip(heavy, draws, strict=True)
    ]


def contact(rng: np.random.Generator) -> tuple[str, str]:
    """Return a contact without a given name and a telephone number that cannot be dialled."""
    surname = _SURNAMES[int(rng.integers(len(_SURNAMES)))]
    return f"{surname}某某", f"0000-{int(rng.integers(2_000_000, 8_999_999))}"
