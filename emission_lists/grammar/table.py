"""Tables of sentences: text in, structure and sentence out."""

from pathlib import Path

import pandas as pd

from emission_lists.grammar.parser import parse

COLUMNS = ["id", "kind", "value", "unit", "basis", "understood", "sentence"]


class SentencesError(ValueError):
    """A file that is no table of sentences."""


def read_sentences(path: Path) -> pd.DataFrame:
    """Read a CSV of sentences, every cell as text.

    Raises:
        SentencesError: Not UTF-8, not a table, or a column is missing; says which.
        OSError: The file cannot be opened.
    """
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise SentencesError("不是 UTF-8 编码，请另存为“CSV UTF-8”") from problem
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as problem:
        raise SentencesError("不是逗号分隔的表格") from problem
    if missing := [name for name in ("id", "text") if name not in table.columns]:
        raise SentencesError(f"缺少列 {'、'.join(missing)}")
    return table


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
    return pd.DataFrame(rows, columns=pd.Index(COLUMNS), dtype=object)
