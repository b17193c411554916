"""The measure of a line said in plain Chinese, ready to print."""

import pandas as pd

from data.vocabulary import MeasureKind

_COLUMNS = (
    "kind", "cut_fraction", "basis", "supply_floor", "filed", "declared_fraction", "filed_fraction",
    "stated_fraction", "text", "orders", "already_off",
)  # fmt: skip


def sentences(curtailed: pd.DataFrame) -> pd.Series:
    """Say each line's measure in plain Chinese.

    Args:
        curtailed: Lines as :func:`emission_lists.curtailment.curtail` gives them.

    Returns:
        One sentence per line, on the same index.
    """
    rows = zip(*(curtailed[column].tolist() for column in _COLUMNS), strict=True)
    said = [_sentence(*row) for row in rows]
    return pd.Series(said, index=curtailed.index, dtype=object)


def _sentence(
    kind: str, cut: float, basis: str, floor: float, filed: str, declared: float,
    counted: float, stated: float, text: str, orders: str, off: float,
) -> str:  # fmt: skip
    if off >= 1:
        return "已停产，保持停产，不得复产"
    core = _core(kind, cut, basis, floor, filed, declared, counted, stated, text)
    if kind == MeasureKind.SELF:
        return core
    # What the city's own words say already is not said twice.
    more = [part for part in orders.split("；") if part and part not in text]
    return "；".join([core, *more])


def _core(
    kind: str, cut: float, basis: str, floor: float, filed: str, declared: float,
    counted: float, stated: float, text: str,
) -> str:  # fmt: skip
    share = _share(cut)
    based = f"（{basis}）" if basis else ""
    supply = f"，保障负荷不低于{floor:.0%}" if floor > 0 else ""
    if text and kind not in (MeasureKind.FILED, MeasureKind.PENDING, MeasureKind.SELF):
        which = {0.0: "本线保持生产，不得增产", 1.0: "本线停产"}.get(cut, f"本线压减{share}")
        by_line = f"（{which}）" if kind == MeasureKind.STOP_SHARE else ""
        return f"{text}{by_line}{supply}"
    match kind:
        case MeasureKind.SELF:
            said = filed or (f"承诺减排{share}" if declared > 0 else "")
            return (
                said if said.startswith("自主减排") else "自主减排" + (f"：{said}" if said else "")
            )
        case MeasureKind.NONE:
            return "不减产，执行运输要求"
        case MeasureKind.STOP if cut >= 1:
            return "停产"
        case MeasureKind.STOP | MeasureKind.LIMIT if cut <= 0 and floor > 0:
            return f"按保障负荷运行，不低于{floor:.0%}，不减产"
        case MeasureKind.STOP:
            return f"压减生产负荷{share}{supply}"
        case MeasureKind.STOP_SHARE if cut >= 1:
            return f"停产{based}"
        case MeasureKind.STOP_SHARE if cut <= 0:
            return f"保持生产，不得增产{based}"
        case MeasureKind.STOP_SHARE if cut >= 1 - floor:
            return f"压减生产负荷{share}{supply}"
        case MeasureKind.STOP_SHARE:
            return f"压减生产负荷{share}（仅一条生产线，按负荷计）{supply}"
        case MeasureKind.LIMIT if abs(stated - cut) > 1e-9 and floor <= 0:
            return f"限产{_share(stated)}{based}，折合本线现有负荷压减{share}"
        case MeasureKind.LIMIT:
            return f"限产{share}{based}{supply}"
        case MeasureKind.FILED:
            said = filed or f"减排{share}"
            known = "" if counted == counted else "（备案未写明减排比例，按 0 计）"  # noqa: PLR0124
            return f"按备案措施执行：{said}{known}{supply}"
        case _:
            return "措施待定：尚无经核实的分级措施，企业也未备案"


def _share(share: float) -> str:
    return f"{share:.1%}".replace(".0%", "%")
