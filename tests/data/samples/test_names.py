import numpy as np
import pytest

from data.samples.names import COUNTIES, counties, credit_code, enterprise_names
from data.samples.randomness import generator


@pytest.mark.parametrize("number", [1, 777, 1200])
def test_a_credit_code_has_the_right_form_and_check_sign_but_an_impossible_start(number):
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = credit_code(number)
    assert len(code) == 18
    assert code.startswith("99990100")
    weighted = sum(signs.index(sign) * pow(3, place, 31) for place, sign in enumerate(code[:17]))
    assert (weighted + signs.index(code[17])) % 31 == 0  # GB 32100—2015


def test_no_name_occurs_twice_within_a_trade():
    names = enterprise_names(["铸造"] * 300, generator(7, "names"))
    assert (
        len({name.removesuffix("有限公司").removesuffix("有限责任公司") for name in names}) == 300
    )


def test_heavy_industry_lies_outside_town_more_often_than_light():
    heavy = np.repeat([True, False], 500)
    chosen = np.array(counties(heavy, generator(7, "counties")))
    rural = np.array([name.endswith("县") for name, *_ in COUNTIES])[chosen]
    assert rural[heavy].mean() > rural[~heavy].mean() + 0.2
