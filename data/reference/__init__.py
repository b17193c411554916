"""Reference tables that ship with the program, each row with where it comes from."""

from functools import cache
from pathlib import Path

import pandas as pd

_HERE = Path(__file__).parent


@cache
def industries() -> pd.DataFrame:
    """Return the industries a line may belong to.

    Returns:
        ``name`` (as filled in the list), ``number`` (of the 39 key industries; missing for
        industries outside them), ``schemes`` (grades usual in that industry, Chinese; empty where
        not confirmed), ``source`` and ``read``.
    """
    return pd.read_csv(
        _HERE / "industries.csv",
        dtype={"number": "Int64"},
        keep_default_na=False,
        na_values={"number": [""]},
    )


@cache
def industry_names() -> tuple[str, ...]:
    """Names of all industries, in the order of the reference table."""
    return tuple(industries()["name"])


@cache
def divisions() -> pd.DataFrame:
    """Return the cities the program knows by name: ``code`` (GB/T 2260), ``name``, ``pinyin``."""
    return pd.read_csv(_HERE / "divisions.csv", dtype=str)


@cache
def parks() -> pd.DataFrame:
    """Return the key industrial parks that documents name.

    Returns:
        ``name`` and ``county`` as the document gives them (the provincial annex names the county
        only), ``city_code``, ``document``, ``clause``, ``read`` and ``note``.
    """
    return pd.read_csv(_HERE / "parks.csv", dtype=str, keep_default_na=False)


@cache
def joint_control_counties() -> pd.DataFrame:
    """Return the counties around Taiyuan under joint control, as far as a document names them.

    Returns:
        ``county`` as the document gives it, without its rank, ``city_code``, ``document``,
        ``clause``, ``read`` and ``note``. The whole list of "1+30" was not found.
    """
    return pd.read_csv(_HERE / "joint_control_counties.csv", dtype=str, keep_default_na=False)


def under_joint_control(county: str, city_code: str) -> bool:
    """Whether a county is one of those named, with its rank (清徐县) or without (清徐)."""
    named = joint_control_counties()
    here = set(named.loc[named["city_code"] == city_code, "county"])
    return county in here or county[:-1] in here


def city_name(code: str) -> str:
    """Name of a city, or its code where the name is not in the reference table."""
    known = divisions().set_index("code")["name"]
    return str(known.get(code, code))
