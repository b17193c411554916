"""One spelling for what is written in many."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emission_lists.grammar.normal import han_number, normalise


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("停产一半", "停产50%"),
        ("限产三成", "限产30%"),
        ("百分之二十", "20%"),
        ("三分之一", "1/3"),
        ("停产５０％（含）以上", "停产50%以上"),
        ("两台烧结机", "2台烧结机"),
        ("一百二十小时", "120小时"),
        ("国Ⅳ（含）以下", "国四及以下"),
        ("国III（不含）以下", "国三不含以下"),
        ("国5及以下", "国五及以下"),
        ("晚6时至次日上午8时", "18时至次日8时"),
        ("17:00-次日9:00", "17时至次日9时"),
        ("8:30—16:30", "8时30分至16时30分"),
        ("25毫克每立方米", "25mg/m3"),
        ("30mg/Nm³", "30mg/m3"),
        ("36h以上", "36小时以上"),
        ("统一停产", "统一停产"),
        ("不同条件", "不同条件"),
    ],
)
def test_one_spelling(written, read):
    assert normalise(written) == read


@given(
    st.text(
        alphabet="一二三十百两半成分之台条小时天国ⅣⅢ五0158%:：-—至次日晚（）()含以下上", max_size=24
    )
)
def test_applying_it_twice_changes_little(text):
    once = normalise(text)
    assert normalise(normalise(once)) == normalise(once)


@given(st.integers(1, 999))
def test_numerals_below_a_thousand(number):
    digits = "零一二三四五六七八九"
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    said = f"{digits[hundreds]}百" if hundreds else ""
    said += f"{digits[tens]}十" if tens else ("零" if hundreds and ones else "")
    assert han_number(said + (digits[ones] if ones else "")) == number
