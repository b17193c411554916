"""How people head the columns of an emission list: other words for each column of the template."""

from functools import cache
from pathlib import Path

import pandas as pd

_FILE = Path(__file__).with_name("column_synonyms.csv")


@cache
def column_synonyms() -> pd.DataFrame:
    """Return the other words: ``table`` (sheet of the template), ``column``, ``synonym``.

    The words are usual wordings of lists and forms, not definitions of any regulation; a match is
    shown to the user before it is used.
    """
    return pd.read_csv(_FILE, dtype=str, keep_default_na=False)
