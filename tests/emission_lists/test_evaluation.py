from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.vocabulary import RESPONSE_LEVELS, AlertLevel, Emitted, PerformanceGrade
from emission_lists import evaluation
from emission_lists.cube import AXES, cube, what_if
from emission_lists.curtailment import curtail
from emission_lists.evaluation import totals
from emission_lists.grammar import Window
from emission_lists.measures import measure_table
from emission_lists.rule_matrix import CityMeasure
from emission_lists.situations import situations

DAY = date(2026, 11, 24)
CUTS = [pollutant.cut_column for pollutant in Emitted]
TABLES = tuple(measure_table(level, DAY, "990100", "example") for level in RESPONSE_LEVELS)
share = st.one_of(st.none(), st.sampled_from([0.0, 0.3, 0.5, 1.0]), st.floats(0, 1))


@st.composite
def rows(draw):
    kind = draw(st.sampled_from(["1号焦炉", "2号焦炉", "锅炉", "回转窑", "烧结机", "高炉"]))
    return {
        "enterprise_id": draw(st.sampled_from(["QY1", "QY2", "QY3"])),
        "industry": draw(st.sampled_from(["焦化", "水泥熟料", "长流程联合钢铁", "铁合金"])),
        "process": kind,
        "grade": draw(st.sampled_from([grade.value for grade in PerformanceGrade])),
        "grade_until": draw(st.sampled_from([None, "2026-11-23"])),
        "penalised_on": draw(st.sampled_from([None, "2026-06-01"])),
        "supply_floor": draw(share),
        "duty": draw(st.sampled_from(["", "供热", "无"])),
        "minimum_load": draw(share),
        "already_off": draw(share),
        "quenching": draw(st.sampled_from(["", "干法", "湿法"])),
        "eia_capacity": draw(st.sampled_from([None, 50.0, 100.0, 200.0])),
        "last_output": draw(st.sampled_from([None, 0.0, 100.0])),
        **{p.column: draw(st.sampled_from([None, 0.0, 1.5, 80.0])) for p in Emitted},
        **{f"filed_{level}_share": draw(share) for level in RESPONSE_LEVELS},
        "filed_red": draw(st.sampled_from(["", "限产40%", "停产"])),
        "built_up_km": draw(st.sampled_from([None, 0.0, 15.0, 40.0])),
        "county": draw(st.sampled_from(["甲县", "乙县"])),
    }


lists = st.lists(rows(), min_size=1, max_size=12)
quick = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def made(make_lines, listed):
    own = [{k: v for k, v in row.items() if k not in ("built_up_km", "county")} for row in listed]
    lines = make_lines(own)
    county = {row["enterprise_id"]: row["county"] for row in listed}
    km = {row["enterprise_id"]: row["built_up_km"] for row in listed}
    return lines.assign(
        county=lines["enterprise_id"].map(county),
        built_up_km=lines["enterprise_id"].map(km).astype(float),
    )


@quick
@given(lists)
def test_totals_are_the_sums_of_the_lines(make_lines, listed):
    lines = made(make_lines, listed)
    found = totals(situations(lines, DAY, "990100"), TABLES)
    for one, table in zip(found, TABLES, strict=True):
        cut = curtail(lines, table, DAY)
        np.testing.assert_allclose(one.city.to_numpy(), cut[CUTS].sum().to_numpy(), atol=1e-9)
        for by, sums in (
            ("enterprise_id", one.by_enterprise), ("county", one.by_county), ("industry", one.by_industry),
        ):  # fmt: skip
            wanted = cut.groupby(by)[CUTS].sum()
            np.testing.assert_allclose(
                sums.loc[wanted.index].to_numpy(), wanted.to_numpy(), atol=1e-9
            )
            assert sums.to_numpy().sum() == pytest.approx(wanted.to_numpy().sum())


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS), st.sampled_from(AXES))
def test_the_cube_equals_a_full_evaluation(make_lines, listed, level, axis):
    lines = made(make_lines, listed)
    ready = situations(lines, DAY, "990100")
    summed = cube(ready, level)
    laid = (
        CityMeasure("焦化", level, "焦炉限产37%", "甲", DAY),
        CityMeasure("铁合金", level, "停产50%，以生产线计", "乙", DAY),
    )
    for table in (
        measure_table(level, DAY, "990100"),
        measure_table(level, DAY, "990100", "example"),
        measure_table(level, DAY, "990100", "example", laid),
    ):
        found = what_if(summed, table, axis)
        full = totals(ready, (table,))[0]
        np.testing.assert_allclose(found.sum().to_numpy(), full.city.to_numpy(), atol=1e-8)
        if axis == "industry":
            np.testing.assert_allclose(
                found.to_numpy(), full.by_industry.loc[found.index].to_numpy(), atol=1e-8
            )


@quick
@given(lists, st.randoms())
def test_the_order_of_the_rows_changes_no_total(make_lines, listed, chance):
    lines = made(make_lines, listed)
    shuffled = lines.iloc[chance.sample(range(len(lines)), len(lines))]
    one, other = (
        totals(situations(frame, DAY, "990100"), TABLES)[0] for frame in (lines, shuffled)
    )
    np.testing.assert_allclose(one.city.to_numpy(), other.city.to_numpy(), rtol=1e-12)
    np.testing.assert_allclose(
        one.by_enterprise.to_numpy(),
        other.by_enterprise.loc[one.by_enterprise.index].to_numpy(),
        rtol=1e-12,
    )


@quick
@given(lists, st.sampled_from(RESPONSE_LEVELS))
def test_no_cut_is_negative_nor_above_what_runs_nor_below_the_floor(make_lines, listed, level):
    lines = made(make_lines, listed)
    result = curtail(lines, TABLES[RESPONSE_LEVELS.index(level)], DAY)
    assert result["cut_fraction"].between(0, 1).all()
    left = (1 - result["already_off"]) * (1 - result["cut_fraction"])
    runs = 1 - result["already_off"]
    assert (left >= np.minimum(result["supply_floor"], runs) - 1e-9).all()
    for p in Emitted:
        emission = lines[p.column].fillna(0)
        assert (result[p.cut_column] >= 0).all()
        assert (result[p.cut_column] + result[f"{p.value}_off_kg"] <= emission + 1e-9).all()


@quick
@given(lists)
def test_a_higher_level_never_cuts_a_line_less_where_its_filing_does_not(make_lines, listed):
    steady = [
        row | {"filed_red": "", **{f"filed_{level}_share": row["filed_yellow_share"] for level in RESPONSE_LEVELS}}
        for row in listed
        # 停一半 compares plant by plant with what was filed, so a line of it may change places.
        if row["grade"] not in ("D", "非引领性") and not (row["industry"] == "水泥熟料" and row["grade"] == "C")
    ]  # fmt: skip
    if not steady:
        return
    lines = made(make_lines, steady)
    cuts = [curtail(lines, table, DAY)[CUTS].to_numpy() for table in TABLES]
    stopped_by_half = [
        curtail(lines, table, DAY)["kind"].isin(["stop_share"]).any() for table in TABLES
    ]
    if not any(stopped_by_half):
        assert (cuts[0] <= cuts[1] + 1e-9).all()
        assert (cuts[1] <= cuts[2] + 1e-9).all()


def test_blocks_hold_whole_enterprises(make_lines, monkeypatch):
    lines = make_lines(
        [{"enterprise_id": f"QY{n % 7}", "grade": "D", "pm_kg": n} for n in range(60)]
    )
    ready = situations(lines, DAY, "990100")
    whole = totals(ready, TABLES)
    for size in (1, 5, 20):
        monkeypatch.setattr(evaluation, "BLOCK", size)
        for one, other in zip(whole, totals(ready, TABLES), strict=True):
            np.testing.assert_allclose(one.by_enterprise.to_numpy(), other.by_enterprise.to_numpy())


def test_tables_of_another_day_city_or_level_are_refused(make_lines):
    ready = situations(make_lines([{}]), DAY, "990100")
    other = measure_table(AlertLevel.RED, date(2026, 11, 25), "990100")
    with pytest.raises(ValueError, match="请重新准备"):
        totals(ready, (other,))
    with pytest.raises(ValueError, match="请重新汇总"):
        what_if(cube(ready, AlertLevel.YELLOW), TABLES[2])
    asks = CityMeasure("铸造", AlertLevel.RED, "建成区内停产", "甲", DAY)
    with pytest.raises(ValueError, match="distances=True"):
        totals(ready, (measure_table(AlertLevel.RED, DAY, "990100", None, (asks,)),))


def test_a_window_of_the_alert_reaches_the_totals(make_lines):
    laid = (CityMeasure("铸造", AlertLevel.RED, "停48小时、开12小时为周期限产", "甲", DAY),)
    ready = situations(make_lines([{"industry": "铸造", "pm_kg": 60}]), DAY, "140100")
    for window, cut in ((None, 48), (Window(48), 60)):
        table = measure_table(AlertLevel.RED, DAY, "140100", None, laid, window)
        assert totals(ready, (table,))[0].city["pm_cut_kg"] == pytest.approx(cut)
