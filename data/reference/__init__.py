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


def city_name(code: str) -> str:
    """Name of a city, or its code where the name is not in the reference table."""
    known = divisions().set_index("code")["name"]
    return str(known.get(code, code))
