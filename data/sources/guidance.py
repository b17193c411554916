"""Forecasts of a local chemistry model (CMAQ, CAMx, NAQPMS …) in one neutral table.

``model,init_time,city_code,valid_time,lead_h,pollutant,value,unit`` and perhaps ``scenario``, one
value per line. Times are ISO 8601 with their offset from UTC; ``valid_time`` is the end of the
averaging hour. Concentrations in µg/m³ or mg/m³, gases also in ppb or ppm.
"""

import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from data.sources.cells import Cells
from data.sources.files import read_table, text_of
from data.sources.reading import HOURLY_COLUMNS, RowIssue

COLUMNS = (
    "model",
    "init_time",
    "city_code",
    "valid_time",
    "lead_h",
    "pollutant",
    "value",
    "unit",
)
KEYS = ("model", "scenario", "city", "init_time", "valid_time", "pollutant")
BASE = "base"
"""The scenario without additional measures."""
MAX_LEAD_H = 384

_SCENARIOS = {
    "": BASE,
    "base": BASE,
    "基准": BASE,
    "黄色": "yellow",
    "yellow": "yellow",
    "橙色": "orange",
    "orange": "orange",
    "红色": "red",
    "red": "red",
}
_POLLUTANTS = {
    "pm25": "pm25",
    "pm2.5": "pm25",
    "pm2_5": "pm25",
    "pm10": "pm10",
    "so2": "so2",
    "no2": "no2",
    "co": "co",
    "o3": "o3",
}
_MOLAR_MASS = {"so2": 64.066, "no2": 46.0055, "o3": 47.998, "co": 28.010}
"""g/mol; IUPAC standard atomic weights."""
_MOLAR_VOLUME = 24.465
"""L/mol of an ideal gas at the reference state of the standard, 298.15 K and 1013.25 hPa."""
_OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2}|[+-]\d{2})$")
_LOCAL = pd.Timedelta(hours=8)
_UNIT_SIGNS = str.maketrans({"μ": "u", " ": None, "^": None, "·": None, "−": "-"})


def read(path: Path) -> tuple[pd.DataFrame, list[RowIssue], list[str]]:
    """Read a table of model forecasts.

    Args:
        path: The file, perhaps gzipped, in UTF-8 or GB 18030.

    Returns:
        The forecasts: ``model``, ``scenario`` (``base``, ``yellow``, ``orange``, ``red``), ``city``
        (as the file names it), ``init_time`` and ``valid_time`` (local time), ``lead_h`` (int),
        ``pollutant`` (``pm25`` … ``o3``), ``value`` (µg/m³, CO mg/m³). Then the rows left out,
        by line, and notes in Chinese. A line without a value is passed over and counted.

    Raises:
        SourceError: The file cannot be read or lacks a column.
    """
    table = read_table(path, COLUMNS)
    cells = Cells(table)
    frame = pd.DataFrame(
        {
            "model": _text(cells, "model", 32),
            "scenario": _words(cells, "scenario", _SCENARIOS, "情景", "base、黄色、橙色、红色"),
            "city": _text(cells, "city_code", 32),
            "init_time": _times(cells, "init_time"),
            "valid_time": _times(cells, "valid_time"),
            "lead_h": cells.whole_numbers("lead_h", 0, MAX_LEAD_H, "预报时效小时数"),
            "pollutant": _words(
                cells, "pollutant", _POLLUTANTS, "污染物", "PM2.5、PM10、SO2、NO2、CO、O3"
            ),
            "value": cells.numbers("value"),
        },
        index=table.cells.index,
    )
    frame["factor"] = _factors(cells, frame["pollutant"])
    frame = frame.dropna(subset=[name for name in frame if name != "value"])
    frame = frame[_lead_agrees(cells, frame)]
    frame["value"] *= frame.pop("factor")
    for pollutant in HOURLY_COLUMNS:
        chosen = frame.index[frame["pollutant"] == pollutant]
        within = cells.within("value", _on_lines(cells, frame.loc[chosen, "value"]), pollutant)
        frame.loc[chosen, "value"] = within[chosen]
    empty = frame.index[frame["value"].isna()]
    told = {issue.line for issue in cells.issues}
    valueless = sum(line not in told for line in empty)
    frame = frame.dropna(subset=["value"])
    frame = cells.without_repeats(frame, list(KEYS), "模式、情景、城市、时间和污染物")
    frame["lead_h"] = frame["lead_h"].astype(int)
    notes = [f"{table.file}：{valueless} 行没有数值，未读入"] if valueless else []
    notes += _notes(cells)
    cells.issues.sort(key=lambda issue: issue.line)
    columns = ["model", "scenario", "city", "init_time", "valid_time", "lead_h"]
    return frame[[*columns, "pollutant", "value"]].reset_index(drop=True), cells.issues, notes


def _on_lines(cells: Cells, values: pd.Series) -> pd.Series:
    """Spread values over all lines again, as ``Cells`` expects them."""
    return values.reindex(cells.table.cells.index)


def _text(cells: Cells, header: str, longest: int) -> pd.Series:
    text = text_of(cells.table.cells[header]).str.removesuffix(".0")
    wrong = ((text == "") | (text.str.len() > longest)).to_numpy()
    if wrong.any():
        cells.refuse(header, wrong, f"为空或超过 {longest} 个字，该行未读入；请填写")
    return text.mask(wrong)


def _words(cells: Cells, header: str, known: dict[str, str], what: str, allowed: str) -> pd.Series:
    if header not in cells.table.cells:
        return pd.Series(known[""], index=cells.table.cells.index)
    text = text_of(cells.table.cells[header]).map(_plain)
    found = text.map(known)
    if (wrong := found.isna().to_numpy()).any():
        cells.refuse(header, wrong, f"不是可用的{what}，该行未读入；可填 {allowed}")
    return found


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _each(column: pd.Series, convert: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Convert each distinct text once; a file repeats its few times very often."""
    distinct = pd.Series(column.unique())
    return column.map(pd.Series(convert(distinct).to_numpy(), index=distinct))


def _times(cells: Cells, header: str) -> pd.Series:
    """Return local times; NaT and listed where a cell is no whole hour with an offset."""
    text = text_of(cells.table.cells[header])
    offset = text.str.contains(_OFFSET) & text.str.contains(":", regex=False)
    if (bare := ((text != "") & ~offset).to_numpy()).any():
        cells.refuse(
            header, bare, "没有时区，该行未读入；请填如 2026-11-22T08:00:00+08:00（或以 Z 结尾）"
        )
    times = _each(text.where(offset, ""), _local)
    wrong = (times.isna() | (times != times.dt.floor("h"))).to_numpy() & ~bare
    wrong |= ((times < pd.Timestamp(1990, 1, 1)) | (times >= pd.Timestamp(2100, 1, 1))).to_numpy()
    if wrong.any():
        cells.refuse(
            header, wrong, "不是有效的整点时间，该行未读入；请填如 2026-11-22T08:00:00+08:00"
        )
    return times.mask(wrong)


def _local(text: pd.Series) -> pd.Series:
    utc = pd.to_datetime(text, format="ISO8601", utc=True, errors="coerce")
    return (utc.dt.tz_localize(None) + _LOCAL).astype("datetime64[us]")


def _factors(cells: Cells, pollutant: pd.Series) -> pd.Series:
    """Return what each value is multiplied by; NaN and listed where its unit cannot be used."""
    unit = _each(text_of(cells.table.cells["unit"]), lambda text: text.map(_unit))
    pairs = pd.DataFrame({"unit": unit, "pollutant": pollutant})
    factors = pd.Series(float("nan"), index=pairs.index)
    for (name, of), rows in pairs.groupby(["unit", "pollutant"]):
        factors[rows.index] = _factor(str(name), str(of))
    left = factors.isna() & pollutant.notna()
    mixing = left & unit.isin(["ppb", "ppm"])
    if mixing.any():
        cells.refuse(
            "unit", mixing.to_numpy(),
            "不能折算：颗粒物没有体积浓度，该行未读入；请改为 µg/m³",
        )  # fmt: skip
    if (other := left & ~mixing).any():
        cells.refuse(
            "unit",
            other.to_numpy(),
            "不是可用的单位，该行未读入；可填 µg/m³、mg/m³，气体也可填 ppb、ppm",
        )
    return factors


def _unit(text: str) -> str:
    plain = _plain(text).translate(_UNIT_SIGNS).replace("ugm-3", "ug/m3").replace("mgm-3", "mg/m3")
    return plain.removesuffix("v")


def _factor(unit: str, pollutant: str) -> float:
    """Return the factor to µg/m³ (CO: mg/m³); NaN where there is none."""
    per_unit = {"ug/m3": 1.0, "mg/m3": 1000.0}
    if pollutant in _MOLAR_MASS:
        per_ppb = _MOLAR_MASS[pollutant] / _MOLAR_VOLUME
        per_unit |= {"ppb": per_ppb, "ppm": 1000.0 * per_ppb}
    return per_unit.get(unit, float("nan")) * (0.001 if pollutant == "co" else 1.0)


def _lead_agrees(cells: Cells, frame: pd.DataFrame) -> pd.Series:
    lead = (frame["valid_time"] - frame["init_time"]).dt.total_seconds() / 3600
    agrees: pd.Series = lead == frame["lead_h"]
    if not agrees.all():
        wrong = _on_lines(cells, ~agrees).fillna(False).to_numpy(dtype=bool)
        cells.refuse(
            "lead_h", wrong, "与 valid_time 减 init_time 的小时数不符，该行未读入；请核对时间与时区"
        )
    return agrees


def _notes(cells: Cells) -> list[str]:
    ignored = [name for name in cells.table.columns if name not in {*COLUMNS, "scenario"}]
    notes = [f"{cells.table.file}：未使用的列 {'、'.join(ignored)}"] if ignored else []
    units = {_unit(text) for text in text_of(cells.table.cells["unit"]).unique()}
    if units & {"ppb", "ppm"}:
        notes.append(f"{cells.table.file}：ppb、ppm 按 298.15 K、1013.25 hPa 折算为质量浓度")
    return [*notes, *cells.notes()]
