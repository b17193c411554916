import json
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from emission_lists.regimes import REGIMES
from emission_lists.regimes.regime import BINDING, COLUMNS, Regime, RegimeKind, RuleUsed, empty_rows
from emission_lists.regimes.situation import Situation
from emission_lists.regimes.verdicts import Verdicts

DAY = date(2026, 12, 1)
LINES = pd.DataFrame(
    {
        "line_id": ["L1", "L2", "L3"],
        "process": ["1号", "2号", None],
        "enterprise_id": ["Q1", "Q1", "Q2"],
    }
)


def rows(**changes):
    verdicts = Verdicts.of_lines("staggered", LINES)
    verdicts.take(
        [True, False, False], RegimeKind.STOP, share=1.0, measure="停产", reference="某文 第1条"
    )
    verdicts.take([False, True, False], RegimeKind.EXEMPT, why="列入清单", reference="某文 第2条")
    frame = verdicts.frame()
    for name, (place, value) in changes.items():
        frame.loc[place, name] = value
    return frame


def made(frame, **changes):
    rule = RuleUsed("regimes/staggered", date(2019, 10, 1), "某文 第1条")
    return Regime(
        "staggered", "错峰生产", "140100", DAY, "2026", rows=frame, rules=(rule,), **changes
    )


def test_the_first_rule_that_fits_holds():
    verdicts = Verdicts.of_lines("staggered", LINES)
    verdicts.take([True, True, False], RegimeKind.STOP, share=1.0, measure="停产")
    verdicts.take(
        [True, True, True],
        RegimeKind.LIMIT,
        share=np.array([0.1, 0.2, 0.3]),
        measure=["甲", "乙", "丙"],
    )
    frame = verdicts.frame()
    assert frame["share"].tolist() == [1.0, 1.0, 0.3]
    assert frame["measure"].tolist() == ["停产", "停产", "丙"]
    assert not verdicts.open.any()
    assert list(frame.columns) == list(COLUMNS)


def test_what_no_rule_takes_is_outside_and_bound_to_nothing():
    frame = rows()
    assert frame["kind"].tolist() == ["stop", "exempt", "outside"]
    assert frame["bound"].tolist() == [True, False, False]
    assert frame["exempt"].tolist() == [False, True, False]
    assert frame["name"].tolist() == ["1号", "2号", ""]


def test_missing_data_are_named_one_after_the_other():
    verdicts = Verdicts.of_lines("staggered", LINES)
    verdicts.note_missing([True, True, False], "距离")
    verdicts.note_missing([True, False, False], "类别")
    assert verdicts.frame()["missing"].tolist() == ["距离、类别", "距离", ""]


def test_other_sources_are_what_their_kind_says():
    sources = pd.DataFrame({"source_id": ["S1"], "source": ["工地"], "kind": ["施工工地"]})
    frame = Verdicts.of_sources("ozone_season", sources).frame()
    assert frame[["subject", "subject_id", "name"]].to_numpy().tolist() == [
        ["施工工地", "S1", "工地"]
    ]
    assert Verdicts.of_sources("ozone_season", pd.DataFrame()).frame().empty


def test_a_result_survives_json_unchanged():
    one = made(rows(since=(0, date(2026, 11, 1))), remarks=("注意",))
    back = Regime.from_record(json.loads(json.dumps(one.to_record(), ensure_ascii=False)))
    pd.testing.assert_frame_equal(back.rows, one.rows, check_dtype=False)
    assert (
        replace(back, rows=empty_rows()).to_record() == replace(one, rows=empty_rows()).to_record()
    )
    none = made(empty_rows())
    assert Regime.from_record(none.to_record()).rows.empty


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"share": (0, 1.5)}, "0 与 1"),
        ({"share": (1, 0.3)}, "豁免的条目不得"),
        ({"why": (1, "")}, "豁免没有写明理由"),
        ({"measure": (0, "")}, "没有写明内容或出处"),
        ({"reference": (0, "")}, "没有写明内容或出处"),
        ({"regime": (2, "alert")}, "其他制度"),
    ],
)
def test_a_wrong_result_cannot_be_made(changes, says):
    with pytest.raises(ValueError, match=says):
        made(rows(**changes))


def test_what_is_not_applied_binds_nobody_and_says_why():
    with pytest.raises(ValueError, match="没有写明原因"):
        made(empty_rows(), applied=False)
    with pytest.raises(ValueError, match="不能约束"):
        made(rows(), applied=False, why_not="未定")
    with pytest.raises(ValueError, match="缺少"):
        made(rows().drop(columns="why"))


def test_every_kind_has_a_chinese_word_and_only_some_bind():
    assert len({kind.label for kind in RegimeKind}) == len(RegimeKind)
    assert set(RegimeKind) > BINDING
    assert not BINDING & {RegimeKind.EXEMPT, RegimeKind.UNDECIDED, RegimeKind.OUTSIDE}


@pytest.mark.parametrize("name", REGIMES)
def test_every_regime_answers_under_its_own_name_even_about_nothing(name):
    found = REGIMES[name].evaluate(Situation("110100", date(2015, 1, 1), pd.DataFrame()))
    assert (found.name, found.title) == (name, REGIMES[name].title)
    assert found.bound.empty
    assert REGIMES[name].order_title
