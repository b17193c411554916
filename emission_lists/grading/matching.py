"""Which records of the history speak of which line."""

import pandas as pd

_PRECEDENCE = ["valid_from", "narrow", "number"]
_TIES = ["act", "grade", "scheme", "until", "document", "evidence"]


def pairs(lines: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Pair lines with the records that cover them.

    A record names its enterprise by credit code, by number or by both. The credit code decides
    where both sides have one, since numbers may be given anew from one list to the next.

    Args:
        lines: ``line_id``, ``enterprise_id``, ``industry``, and ``credit_code`` where it is there.
        entries: Records of a history.

    Returns:
        One row per line and record: the columns of the record, ``place`` (position of the line)
        and ``rank`` (larger goes before smaller), whatever the order of the records was.
    """
    if entries.empty or lines.empty:
        return entries.iloc[:0].assign(place=0, rank=0)
    entries = ranked(entries)
    keys = pd.DataFrame({name: lines[name].astype(str) for name in ("enterprise_id", "line_id")})
    keys["industry"] = lines["industry"].astype(str)
    credit = (
        lines["credit_code"].astype(object).fillna("").astype(str) if "credit_code" in lines else ""
    )
    keys = keys.assign(credit_code=credit, place=range(len(lines))).reset_index(drop=True)
    spoken_of = keys["enterprise_id"].isin(set(entries["enterprise_id"]) - {""})
    spoken_of |= keys["credit_code"].isin(set(entries["credit_code"]) - {""})
    keys = keys[spoken_of].add_prefix("of_").rename(columns={"of_place": "place"})
    found = [
        keys.merge(entries[entries[name] != ""], left_on=f"of_{name}", right_on=name)
        for name in ("credit_code", "enterprise_id")
    ]
    # The enterprise number speaks only where a credit code is missing on one side.
    by_number = found[1]
    bare = (by_number["of_credit_code"] == "") | (by_number["credit_code"] == "")
    both = pd.concat([found[0], by_number[bare]], ignore_index=True)
    for name in ("line_id", "industry"):
        both = both[(both[name] == "") | (both[name] == both[f"of_{name}"])]
    return both.loc[:, [*entries.columns, "place"]].reset_index(drop=True)


def ranked(entries: pd.DataFrame) -> pd.DataFrame:
    """Order records, the one that goes before the others last, and number them as ``rank``."""
    narrow = (entries["line_id"] != "") * 2 + (entries["industry"] != "")
    ordered = entries.assign(narrow=narrow).sort_values(
        [*_PRECEDENCE, *_TIES], kind="stable", na_position="last"
    )
    return ordered.assign(rank=range(len(ordered))).drop(columns="narrow")
