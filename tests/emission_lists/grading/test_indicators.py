from datetime import date
from pathlib import Path

import pandas as pd
import pytest
import yaml

from data import parameters
from data.vocabulary import GradeScheme
from emission_lists.grading.indicators import usual_grades, weakest

DAY = date(2026, 11, 22)
GRADES = ("A", "B", "C", "D")
CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases/grading/weakest_indicator.yaml").read_text(encoding="utf-8")
)
NAMES = parameters.on("grading/weakest_indicator", DAY).value.indicators


def results(reached, industry="焦化"):
    return pd.DataFrame(
        {
            "enterprise_id": "QY1",
            "industry": industry,
            "indicator": NAMES,
            "grade": [reached.get(name, "A") for name in NAMES],
        }
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_case(case):
    (row,) = weakest(results(case["指标"]), GRADES, DAY).to_dict("records")
    assert (row["grade"], row["held_down_by"]) == (case["等级"], case["卡在"])
    assert (row["next_grade"], row["to_raise"]) == (case["上一级"], case["须提升"])
    assert row["missing"] == case.get("缺", "")


def test_every_industry_is_graded_by_itself():
    both = pd.concat([results({"运输方式": "C"}), results({}, "铸造")])
    found = weakest(both, GRADES, DAY).set_index("industry")["grade"]
    assert found.to_dict() == {"焦化": "C", "铸造": "A"}


def test_the_order_of_results_does_not_matter_and_of_several_the_lowest_counts():
    twice = pd.concat([results({}), results({"运输方式": "D"})])
    found = weakest(twice.sample(frac=1, random_state=3), GRADES, DAY)
    assert found["grade"].tolist() == ["D"]


def test_what_the_rule_does_not_name_is_refused():
    odd = results({}).assign(indicator="颜值")
    with pytest.raises(ValueError, match="指标不在名目中：颜值；可用 装备水平"):
        weakest(odd, GRADES, DAY)
    with pytest.raises(ValueError, match="等级不在名目中：引领性"):
        weakest(results({"运输方式": "引领性"}), GRADES, DAY)


def test_a_set_of_grades_is_found_by_its_spelling_on_its_day():
    of_2020, of_2026 = GradeScheme.GUIDE_2020.label, GradeScheme.GUIDE_2026.label
    assert usual_grades(of_2020, "A/B/B-/C/D", DAY) == ("A", "B", "B-", "C", "D")
    assert usual_grades(of_2026, "A/B/C", DAY) == ("A", "B", "C")
    with pytest.raises(ValueError, match="没有“A/B/C”这一组等级"):
        usual_grades(of_2026, "A/B/C", date(2026, 1, 12))
