"""Tables of sentences: text in, structure and sentence out."""

import pandas as pd

from emission_lists.grammar.parser import parse

COLUMNS = ["id", "kind", "value", "unit", "basis", "understood", "sentence"]


def parse_table(sentences: pd.DataFrame) -> pd.DataFrame:
    """Parse every row.

    Args:
        sentences: Columns ``id`` and ``text``, as text; others are not looked at.

    Returns:
        One row per row in the same order with ``id``, ``kind``, ``value``, ``unit``, ``basis``
        (clauses joined by ``|`` in the same order), ``understood`` 1 or 0, ``sentence``. An empty
        text is not understood.
    """
    rows = []
    for number, text in zip(sentences["id"], sentences["text"], strict=True):
        parsed = parse(text)
        clauses = [(m.kind.value, m.value, m.unit, m.basis) for m in parsed.measures]
        joined = ["|".join(column) for column in zip(*clauses, strict=True)] or [""] * 4
        rows.append((number, *joined, int(parsed.understood), parsed.sentence))
    return pd.DataFrame(rows, columns=COLUMNS, dtype=object)
