"""The made-up emission list: about 1,200 enterprises, 4,000 lines and the city's totals."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data import reference
from data.samples.grading import filed, grades, line_grade, validity
from data.samples.list_detail import enterprise_detail, line_detail
from data.samples.names import (
    CENTRE,
    CITY_NAME,
    COUNTIES,
    SAMPLE_MARK,
    contact,
    counties,
    credit_code,
    enterprise_names,
)
from data.samples.randomness import SEED, Flags, generator
from data.tables import CITY_TOTALS, ENTERPRISES, LINES
from data.vocabulary import RESPONSE_LEVELS, Emitted, PerformanceGrade, Sector

_HERE = Path(__file__).parent
_EMISSIONS = [pollutant.column for pollutant in Emitted]
_LISTED = dict(zip(_EMISSIONS, (46_500.0, 36_500.0, 86_500.0, 38_500.0), strict=True))
"""Sum over all listed lines, kg/d."""

_ALWAYS_PROTECTED = ("集中供热", "垃圾焚烧发电")
_SOMETIMES_PROTECTED = {"火力发电": 0.8, "焦化": 0.3}

_TOTALS = (
    # sector, PM, SO2, NOx, VOCs in kg/d, cut at yellow, orange, red
    (Sector.INDUSTRY, 52_000, 40_500, 97_500, 43_500, None),
    (Sector.MOBILE, 3_400, 600, 71_000, 27_000, (0.10, 0.165, 0.28)),
    (Sector.DUST, 47_000, 0, 0, 0, (0.25, 0.37, 0.50)),
    (Sector.DOMESTIC, 12_500, 4_300, 8_600, 31_000, (0.05, 0.10, 0.15)),
)


@cache
def _profiles() -> tuple[pd.DataFrame, pd.DataFrame]:
    return pd.read_csv(_HERE / "industries.csv"), pd.read_csv(_HERE / "processes.csv")


def enterprises(
    seed: int = SEED, *, today: date = date(2026, 11, 22)
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Make the emission list of the sample city.

    Args:
        seed: Seed of the sample city; the same seed gives the same list.
        today: Day the list is made for: validity of grades, stops and penalties lie around it.

    Returns:
        Enterprises, lines and city totals in the columns of ``data.tables``: shares as fractions
        of 0 to 1, emissions in kg/d, days as datetime, empty text as "". The listed
        lines make up 87 to 90 % of the city's industry.
    """
    rng = generator(seed, "enterprises")
    plants = _plants(rng)
    lines = _lines(plants, today, rng)
    listed = pd.DataFrame(
        {
            "enterprise_id": plants["enterprise_id"],
            "enterprise": enterprise_names(plants["word"].tolist(), rng),
            "credit_code": [credit_code(number) for number in range(1, len(plants) + 1)],
            **_places(plants["trucks"].to_numpy() >= 20, rng),
            "protected": np.where(plants["protected"], "是", "否"),
            "trucks_per_day": np.round(plants["trucks"] * plants["size"] ** 0.7),
        }
    )
    people = [contact(rng) for _ in range(len(plants))]
    listed["contact"] = [name for name, _ in people]
    listed["phone"] = [phone for _, phone in people]
    listed = enterprise_detail(listed, plants["industry"], generator(seed, "enterprise detail"))
    protected = plants.set_index("enterprise_id")["protected"]
    lines = line_detail(
        lines, lines["enterprise_id"].map(protected), today, generator(seed, "line detail")
    )
    return listed[ENTERPRISES.names], lines[LINES.names], city_totals()


def city_totals() -> pd.DataFrame:
    """Return the emission of the whole city by sector, kg/d, and the sectors' own cuts."""
    rows = []
    for sector, pm, so2, nox, vocs, cuts in _TOTALS:
        row: dict[str, object] = {"sector": sector.label}
        row |= dict(zip(_EMISSIONS, map(float, (pm, so2, nox, vocs)), strict=True))
        for place, level in enumerate(RESPONSE_LEVELS):
            row[f"cut_{level}"] = cuts[place] if cuts else np.nan
        row["cut_source"] = SAMPLE_MARK if cuts else ""
        rows.append(row)
    return pd.DataFrame(rows)[CITY_TOTALS.names]


def _plants(rng: np.random.Generator) -> pd.DataFrame:
    industries, _ = _profiles()
    plants = industries.loc[industries.index.repeat(industries["enterprises"])]
    plants = plants.reset_index(drop=True).drop(columns="enterprises")
    count = len(plants)
    plants["enterprise_id"] = [f"QY{number:04d}" for number in range(1, count + 1)]
    plants["size"] = np.exp(plants["spread"] * rng.standard_normal(count))
    schemes = reference.industries().set_index("name")["schemes"]
    score = 0.5 * np.log(plants["size"]) / plants["spread"] + rng.standard_normal(count)
    plants["grade"] = ""
    for industry in industries.itertuples():
        of_one = plants.index[plants["industry"] == industry.industry]
        plants.loc[of_one, "grade"] = grades(
            schemes[str(industry.industry)], score[of_one].to_numpy(), float(str(industry.weak))
        )
    always = plants["industry"].isin(_ALWAYS_PROTECTED)
    likely = plants["industry"].map(_SOMETIMES_PROTECTED).fillna(0.0)
    plants["protected"] = always | (rng.random(count) < likely)
    plants["floor"] = np.where(
        plants["protected"], np.round(rng.uniform(0.4, 0.9, count) / 0.05) * 0.05, np.nan
    ).round(2)
    return plants


def _places(heavy: Flags, rng: np.random.Generator) -> dict[str, object]:
    chosen = counties(heavy, rng)
    away = rng.normal(0, 0.035, (len(chosen), 2))
    roads, numbers = rng.integers(1, 13, len(chosen)), rng.integers(1, 200, len(chosen))
    return {
        "county": [COUNTIES[c][0] for c in chosen],
        "address": [
            f"{CITY_NAME}{COUNTIES[c][0]}演示园区{road}路{number}号"
            for c, road, number in zip(chosen, roads, numbers, strict=True)
        ],
        "longitude": np.round([CENTRE[0] + COUNTIES[c][1] for c in chosen] + away[:, 0], 5),
        "latitude": np.round([CENTRE[1] + COUNTIES[c][2] for c in chosen] + away[:, 1], 5),
    }


def _lines(plants: pd.DataFrame, today: date, rng: np.random.Generator) -> pd.DataFrame:
    _, processes = _profiles()
    profiles = {
        str(industry): rows.to_dict("records")
        for industry, rows in processes.groupby("industry", sort=False)
    }
    rows: list[dict[str, Any]] = []
    for plant in plants.to_dict("records"):
        units = _units(profiles[plant["industry"]], plant["size"], rng)
        rows += [
            _line(plant, number, unit, today, rng) for number, unit in enumerate(units, start=1)
        ]
    lines = pd.DataFrame(rows)
    lines["grade_until"] = pd.to_datetime(lines["grade_until"])
    for column, wanted in _LISTED.items():
        lines[column] = (lines[column] * wanted / lines[column].sum()).round(1)
    return _with_meters(lines)


def _units(profiles: Any, size: float, rng: np.random.Generator) -> list[dict[str, Any]]:
    """Return the lines of one enterprise: profile, ``name`` and ``factor`` of size; at least one."""
    units: list[dict[str, Any]] = []
    for profile in profiles:
        count = int(profile["lines"] * 1.12 * size**0.25 + rng.random())
        factors = size * np.exp(0.25 * rng.standard_normal(count))
        for number, factor in enumerate(factors, start=1):
            name = f"{number}号{profile['process']}" if count > 1 else profile["process"]
            units.append({**profile, "name": name, "factor": float(factor)})
    return units or [{**profiles[0], "name": profiles[0]["process"], "factor": size}]


def _line(
    plant: dict[Any, Any], number: int, unit: dict[str, Any], today: date, rng: np.random.Generator
) -> dict[str, Any]:
    draws = rng.random(3)
    grade = line_grade(PerformanceGrade(plant["grade"]), draws[0])
    scheme, until = validity(grade, today, (draws[1], draws[2]))
    floor = 0.0 if np.isnan(plant["floor"]) else plant["floor"]
    return {
        "line_id": f"{plant['enterprise_id']}-{number:02d}",
        "enterprise_id": plant["enterprise_id"],
        "process": unit["name"],
        "industry": plant["industry"],
        "capacity": float(f"{unit['capacity'] * unit['factor']:.2g}"),
        "capacity_unit": unit["capacity_unit"],
        "grade": str(grade),
        "grade_scheme": scheme,
        "grade_until": until,
        "supply_floor": plant["floor"],
        **{p.column: unit[p.value] * unit["factor"] * rng.lognormal(0, 0.25) for p in Emitted},
        **filed(grade, unit["name"], plant["act"], floor, rng),
    }


def _with_meters(lines: pd.DataFrame) -> pd.DataFrame:
    """Give the larger half of the lines a meter, and every line something to look at."""
    amount = lines[_EMISSIONS].sum(axis=1)
    metered = amount >= amount.quantile(0.45)
    number = metered.cumsum()
    stack = lines["so2_kg"] + lines["nox_kg"] > 60
    look = "查" + lines["process"] + "运行记录"
    look += np.where(metered, "、用电曲线", "、现场停限产状态")
    look += np.where(stack, "和在线监测数据", "")
    meters = [f"DB{n:05d}" if m else "" for n, m in zip(number, metered, strict=True)]
    return lines.assign(meter_id=meters, verification=look)
