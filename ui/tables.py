"""Frames as shown: Chinese headers with units, percentages, rounded amounts."""

import math
from collections.abc import Mapping, Sequence

import pandas as pd

from data.columns import CellIssue
from data.tables import ENTERPRISES, LINES
from data.vocabulary import AlertLevel, Emitted, MeasureKind, Pollutant
from orders.order import Order
from scenarios.scenario import Outcome
from services.rule_adoptions import Adoption
from ui import formats


def curtailed_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Show each line with its measure, cut and the rule it rests on."""
    shown = pd.DataFrame(
        {
            "企业": lines["enterprise"],
            "县区": lines["county"],
            "生产线": lines["process"],
            "行业": lines["industry"],
            "等级": lines["grade"],
            "措施类别": lines["kind"].map({str(kind): kind.label for kind in MeasureKind}),
            "减排比例(%)": (lines["cut_fraction"] * 100).round(1),
        }
    )
    for pollutant in Emitted:
        shown[f"{pollutant.label}(kg/d)"] = lines[pollutant.cut_column].round(1)
    shown["规则"] = lines["rule"].astype(str)
    shown["依据"] = lines["reference"].astype(str)
    return shown


def totals(groups: pd.DataFrame, name: str) -> pd.DataFrame:
    """Show sums by group: lines, lines cut, and the cut per pollutant."""
    shown = pd.DataFrame(
        {
            name: groups.index,
            "生产线": groups["lines"].to_numpy(),
            "减排线": groups["cut_lines"].to_numpy(),
        }
    )
    for pollutant in Emitted:
        shown[f"{pollutant.label}(kg/d)"] = groups[pollutant.cut_column].round(1).to_numpy()
    return shown


def balance(rows: pd.DataFrame) -> pd.DataFrame:
    """Show the city balance, amounts in t/d."""
    tonnes = 1000
    return pd.DataFrame(
        {
            "污染物": [Emitted(pollutant).label for pollutant in rows.index],
            "全社会排放量(t/d)": (rows["total_kg"] / tonnes).round(2).to_numpy(),
            "工业减排(t/d)": (rows["line_cut_kg"] / tonnes).round(2).to_numpy(),
            "其他源减排(t/d)": ((rows["source_cut_kg"] + rows["sector_cut_kg"]) / tonnes)
            .round(2)
            .to_numpy(),
            "减排比例": [formats.percent(value) for value in rows["fraction"]],
            "与要求对照": [
                formats.gap(target, shortfall)
                for target, shortfall in zip(rows["target"], rows["shortfall_kg"], strict=True)
            ],
        }
    )


def outlook(rows: pd.DataFrame) -> str:
    """Show the coming days as an HTML table: AQI chip, range, primary pollutant, chances."""
    cells = []
    for row in rows.to_dict("records"):
        day = pd.Timestamp(row["day"]).date()
        primary = "、".join(name for name in str(row["primary"]).split("+") if name)
        cells.append(
            f"<tr><td>{formats.day(day)}</td><td>{formats.aqi_chip(row['aqi_p50'], day)}</td>"
            f"<td>{row['aqi_p10']:.0f}—{row['aqi_p90']:.0f}</td><td>{primary or '—'}</td>"
            f"<td>{formats.chance(row['chance_above_150'])}</td>"
            f"<td>{formats.chance(row['chance_above_200'])}</td></tr>"
        )
    head = "".join(
        f"<th>{name}</th>"
        for name in ("日期", "AQI 预报中位", "范围", "首要污染物", "AQI>150", "AQI>200")
    )
    return (
        "<style>.outlook{width:100%;border-collapse:collapse;font-size:14px}"
        ".outlook td,.outlook th{padding:5px 5px;border-bottom:1px solid rgba(128,128,128,.3);"
        "text-align:left;white-space:nowrap}</style>"
        f'<table class="outlook"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(cells)}</tbody></table>"
    )


def quantiles(rows: pd.DataFrame, pollutant: Pollutant) -> pd.DataFrame:
    """Show the forecast distribution of one pollutant by day."""
    places = 2 if pollutant is Pollutant.CO else 0
    shown = pd.DataFrame({"日期": [formats.day(day.date()) for day in rows["day"]]})
    for name, label in (
        ("p05", "5%"), ("p25", "25%"), ("p50", "中位"), ("p75", "75%"), ("p95", "95%"), ("mean", "均值"),
    ):  # fmt: skip
        shown[f"{label}({pollutant.unit})"] = rows[name].round(places).to_numpy()
    return shown


def issues(found: Sequence[CellIssue]) -> pd.DataFrame:
    """Show what is wrong with a workbook, where to find it and whether it stops the import."""
    return pd.DataFrame(
        {
            "须改正": ["是" if issue.blocking else "提示" for issue in found],
            "工作表": [issue.sheet for issue in found],
            "行": [issue.row for issue in found],
            "列": [f"{issue.column} {issue.header}".strip() for issue in found],
            "问题与办法": [issue.message for issue in found],
            "现填": [issue.found for issue in found],
        }
    ).astype({"行": "Int64"})


def listed_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """Show the lines of a list as filled in."""
    labels = {column.name: column.header for column in (*ENTERPRISES.columns, *LINES.columns)}
    names = [
        "enterprise", "county", "process", "industry", "grade", "grade_until", "protected",
        "supply_floor", *(pollutant.column for pollutant in Emitted),
        "filed_yellow", "filed_orange", "filed_red",
    ]  # fmt: skip
    shown = lines[names].assign(
        supply_floor=(lines["supply_floor"] * 100).round(1),
        grade_until=lines["grade_until"].dt.strftime("%Y-%m-%d"),
    )
    return shown.rename(columns=labels)


def levels(outcomes: Mapping[AlertLevel, Outcome]) -> pd.DataFrame:
    """Show the share each level reaches, pollutant by pollutant, and whom it touches."""
    rows = []
    for level, outcome in outcomes.items():
        row: dict[str, str] = {"级别": level.full_label}
        balance_of = outcome.balance.astype(float).to_dict("index")
        for pollutant in Emitted:
            figures = balance_of[str(pollutant)]
            fraction, target, short = (
                figures[name] for name in ("fraction", "target", "shortfall_kg")
            )
            met = "" if math.isnan(target) else " ✓" if short == 0 else f" ✗（要求 {target:.0%}）"
            row[pollutant.label] = formats.percent(fraction) + met
        row["涉及企业(家)"] = f"{outcome.cut_enterprises:,}"
        rows.append(row)
    return pd.DataFrame(rows)


def chosen_lines(lines: pd.DataFrame, which: str) -> pd.DataFrame:
    """Return the lines of one kind: 全部, 有减排, 自主减排, 措施待定 or 保障类."""
    conditions = {
        "有减排": lines["cut_fraction"] > 0,
        "自主减排": lines["kind"] == MeasureKind.SELF,
        "措施待定": lines["kind"] == MeasureKind.PENDING,
        "保障类": lines["protected"] == "是",
    }
    return lines[conditions[which]] if which in conditions else lines


def orders(issued: Sequence[Order]) -> pd.DataFrame:
    """Show issued orders, one a row, with the cut that is ordered."""
    return pd.DataFrame(
        [
            {
                "指令编号": order.number,
                "企业": order.enterprise,
                "县区": order.county,
                "行业": order.industry,
                "生产线": len(order.lines),
                **{
                    f"{pollutant.label}(kg/d)": round(order.ordered_kg[pollutant], 1)
                    for pollutant in Emitted
                },
                "校验码": order.check_code,
            }
            for order in issued
        ]
    )


def adoptions(found: Sequence[Adoption], titles: Mapping[str, str]) -> pd.DataFrame:
    """Show the recorded adoptions of rule sets, each by its title."""
    return pd.DataFrame(
        {
            "规则": [titles.get(item.rule_set, item.rule_set) or "（停用）" for item in found],
            "自": [f"{item.in_force_from}" for item in found],
            "文件": [item.document for item in found],
            "记录人": [item.recorded_by for item in found],
            "记录时间": [f"{item.recorded_at:%Y-%m-%d %H:%M}" for item in found],
        }
    )


def journal(entries: pd.DataFrame) -> pd.DataFrame:
    """Show the newest acts."""
    times = pd.to_datetime(entries["at"]).dt.strftime("%Y-%m-%d %H:%M")
    return pd.DataFrame(
        {"时间": times, "用户": entries["user"], "操作": entries["act"], "内容": entries["subject"]}
    )
