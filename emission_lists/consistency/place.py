"""Where enterprises are: whole coordinates, near the others, of the right county and city.

No boundaries of cities or counties ship with the program. A box is therefore taken from the points
of the list itself; with fewer than ``LEAST_POINTS`` there is none, and nothing is judged.
"""

import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from data import reference
from data.columns import CellIssue
from data.tables import ENTERPRISES
from emission_lists.consistency.inspection import Inspection, at, blank

LEAST_POINTS = 8
_SPREADS = 6.0
_CITY_HALF, _COUNTY_HALF = 0.5, 0.15
"""Least half width of the box of a city and of a county, degrees: no box is drawn so tightly that
a town at the border of a small county falls out of it."""


def coordinates_are_whole(case: Inspection) -> Iterator[CellIssue]:
    """Longitude and latitude stand together."""
    for given, other in (("longitude", "latitude"), ("latitude", "longitude")):
        half = case.enterprises[case.enterprises[given].notna() & case.enterprises[other].isna()]
        yield from at(
            half, ENTERPRISES, other, "只填了经纬度中的一项，不能定位，请补填", blocking=False
        )


def coordinates_lie_in_the_city(case: Inspection) -> Iterator[CellIssue]:
    """A point far from all others is mistyped, swapped or of another city."""
    points = _points(case)
    centre, half = _box(points, _CITY_HALF)
    outside = points[((points - centre).abs() > half).any(axis=1)]
    away = _kilometres(outside, centre)
    yield from at(
        case.enterprises.loc[outside.index], ENTERPRISES, "longitude",
        [
            f"该点距本清单企业的中心约 {km:.0f} km，在本市范围（按清单各点推算）以外，请核对经纬度"
            for km in away
        ],
        blocking=False,
    )  # fmt: skip


def coordinates_lie_in_their_county(case: Inspection) -> Iterator[CellIssue]:
    """A point far from all others of its county is of another county, or mistyped."""
    points = _points(case)
    centre, half = _box(points, _CITY_HALF)
    points = points[((points - centre).abs() <= half).all(axis=1)]
    counties = case.enterprises.loc[points.index, "county"].astype(str)
    for county, own in points.groupby(counties, sort=True):
        centre, half = _box(own, _COUNTY_HALF)
        outside = own[((own - centre).abs() > half).any(axis=1)]
        yield from at(
            case.enterprises.loc[outside.index], ENTERPRISES, "county",
            [
                f"坐标距清单中{county}其他企业的中心约 {km:.0f} km，可能不在{county}，"
                f"请核对县区或经纬度"
                for km in _kilometres(outside, centre)
            ],
            blocking=False,
        )  # fmt: skip


def places_are_not_shared(case: Inspection) -> Iterator[CellIssue]:
    """Two enterprises on the very same point were copied from one another."""
    points = _points(case).round(5)
    shared = points[points.duplicated(keep="first")]
    yield from at(
        case.enterprises.loc[shared.index], ENTERPRISES, "longitude",
        "与前面另一家企业的坐标完全相同，请核对是否复制而来或为同一企业", blocking=False,
    )  # fmt: skip


def counties_are_of_the_city(case: Inspection) -> Iterator[CellIssue]:
    """A county that documents place in another city does not belong on this list.

    Only the counties that the reference tables name can be told; others are not judged.
    """
    if not case.city:
        return
    named = pd.concat(
        [reference.joint_control_counties()[["county", "city_code"]],
         reference.parks()[["county", "city_code"]]]
    ).drop_duplicates()  # fmt: skip
    own = set(named.loc[named["city_code"] == case.city, "county"])
    elsewhere = named[(named["city_code"] != case.city) & ~named["county"].isin(own)]
    city_of = dict(zip(elsewhere["county"], elsewhere["city_code"], strict=True))
    others = {
        name: code
        for code, name in zip(
            reference.divisions()["code"], reference.divisions()["name"], strict=True
        )
        if code != case.city
    }
    said = {}
    for county in case.enterprises["county"].fillna("").astype(str).unique():
        code = city_of.get(county) or city_of.get(county[:-1])
        code = code or next((c for name, c in others.items() if county.startswith(name)), None)
        if code:
            said[county] = f"属{reference.city_name(code)}，不在本市，请核对县区或企业归属"
    rows = case.enterprises[case.enterprises["county"].isin(list(said))]
    yield from at(
        rows, ENTERPRISES, "county", [said[county] for county in rows["county"]], blocking=False
    )


def counties_are_spelled_alike(case: Inspection) -> Iterator[CellIssue]:
    """城东区 and 城东 are one county; totals by county would tear it in two."""
    counts = case.enterprises["county"].fillna("").astype(str).value_counts()
    usual: dict[str, str] = {}
    for county in counts.index:
        usual.setdefault(_plain(county), county)
    odd = {
        county: usual[_plain(county)] for county in counts.index if county != usual[_plain(county)]
    }
    rows = case.enterprises[case.enterprises["county"].isin(list(odd))]
    yield from at(
        rows, ENTERPRISES, "county",
        [f"与“{odd[county]}”疑为同一县区而写法不同，请统一" for county in rows["county"]],
        blocking=False,
    )  # fmt: skip


def distances_fit_the_county(case: Inspection) -> Iterator[CellIssue]:
    """A distance to the built-up area beyond any city is in metres, not kilometres."""
    far = case.enterprises[case.enterprises["built_up_km"] > 200]
    yield from at(
        far, ENTERPRISES, "built_up_km", "超过 200 km，疑似单位为米，请改为千米", blocking=False
    )


def other_industries_are_known(case: Inspection) -> Iterator[CellIssue]:
    """Further industries are named as in the reference, else no rule can find them."""
    known = set(reference.industry_names())
    given = case.enterprises[~blank(case.enterprises["other_industries"])]
    said = {
        text: "、".join(dict.fromkeys(name for name in text.split("、") if name not in known))
        for text in given["other_industries"].unique()
    }
    rows = given[given["other_industries"].map(said) != ""]
    yield from at(
        rows, ENTERPRISES, "other_industries",
        [
            f"其中 {said[text]} 不在行业名目中，请按数据字典所列名目填写，多个用“、”隔开"
            for text in rows["other_industries"]
        ],
    )  # fmt: skip


def _points(case: Inspection) -> pd.DataFrame:
    return case.enterprises[["longitude", "latitude"]].astype(float).dropna()


def _box(points: pd.DataFrame, least: float) -> tuple[pd.Series, pd.Series]:
    """Middle and half width of where most points lie; endless where there are too few."""
    centre = points.median()
    half = 1.4826 * _SPREADS * (points - centre).abs().median()
    half = half.clip(lower=least)
    if len(points) < LEAST_POINTS:
        half[:] = np.inf
    return centre, half


def _kilometres(points: pd.DataFrame, centre: pd.Series) -> list[float]:
    east = (points["longitude"] - centre["longitude"]) * np.cos(np.radians(centre["latitude"]))
    north = points["latitude"] - centre["latitude"]
    return [float(km) for km in 111.2 * np.hypot(east, north)]


def _plain(county: str) -> str:
    text = "".join(unicodedata.normalize("NFKC", county).split())
    return text[:-1] if len(text) > 2 and text[-1] in "区县市" else text
