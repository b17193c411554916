"""How numbers, times and foreign text are put on paper."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")


def kilograms(amount: float) -> str:
    """Round an amount in kg/d to 0.1 kg; grams are never shown.

    Half is rounded up on the decimal value, as spreadsheets show it, so that the Word document and
    the Excel summary agree on every number. Noise below a milligram is removed first.

    >>> kilograms(12.25), kilograms(0.04), kilograms(0.1 + 0.15)
    ('12.3', '0.0', '0.3')
    """
    return str(Decimal(f"{amount:.6f}").quantize(_TENTH, ROUND_HALF_UP))


def percent(fraction: float) -> str:
    """Write a share of 0 to 1 in percent, with one decimal only where it is needed.

    >>> percent(0.3), percent(0.225), percent(1 / 3)
    ('30%', '22.5%', '33.3%')
    """
    rounded = Decimal(f"{fraction * 100:.6f}").quantize(_TENTH, ROUND_HALF_UP)
    return f"{str(rounded).removesuffix('.0')}%"


def day(moment: date) -> str:
    """Write a day in Chinese.

    >>> day(date(2026, 11, 24))
    '2026年11月24日'
    """
    return f"{moment.year}年{moment.month}月{moment.day}日"


def clock(moment: datetime) -> str:
    """Write a time of day to the hour; minutes only where there are any.

    >>> clock(datetime(2026, 11, 24, 8)), clock(datetime(2026, 11, 24, 8, 5))
    ('8时', '8时05分')
    """
    return f"{moment.hour}时" + (f"{moment.minute:02d}分" if moment.minute else "")


def window(start: datetime, end: datetime | None) -> str:
    """Write a span of time; midnight at its end is 24时 of the day that ends.

    >>> window(datetime(2026, 11, 24), datetime(2026, 11, 27))
    '2026年11月24日0时至11月26日24时'
    >>> window(datetime(2026, 12, 31, 18), datetime(2027, 1, 2, 12))
    '2026年12月31日18时至2027年1月2日12时'
    >>> window(datetime(2026, 11, 24), None)
    '2026年11月24日0时起，解除时间另行通知'
    """
    begins = f"{day(start)}{clock(start)}"
    if end is None:
        return f"{begins}起，解除时间另行通知"
    last, hour = end, clock(end)
    if (end.hour, end.minute) == (0, 0):
        last, hour = end - timedelta(days=1), "24时"
    date_text = day(last)
    if last.year == start.year:
        date_text = date_text.removeprefix(f"{last.year}年")
    return f"{begins}至{date_text}{hour}"


def printable(text: object) -> str:
    """Turn a cell into text that Word, Excel and CSV can all hold.

    Missing becomes empty; line breaks and tabs become a blank; other control characters, lone
    surrogates and marks that turn the direction of writing are dropped. Rare characters stay.

    >>> printable("镕堃\\n喆\\x00玥"), printable(None), printable(float("nan"))
    ('镕堃 喆玥', '', '')
    """
    # NaN, NaT and pd.NA stand for an empty cell; none of them is equal to itself.
    if text is None or (not isinstance(text, str) and str(text) in ("nan", "NaN", "NaT", "<NA>")):
        return ""
    spaced = re.sub(r"[\t\r\n\x0b\x0c\x85\u2028\u2029]+", " ", str(text))
    kept = "".join(c for c in spaced if unicodedata.category(c) not in ("Cc", "Cs"))
    return _BIDI.sub("", kept).strip()


def positions(numbers: list[int]) -> str:
    """Name rows of a table.

    >>> positions([1, 2, 3, 5])
    '第1至3、5项'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "第" + "、".join(_run(run) for run in runs) + "项"


def _run(run: list[int]) -> str:
    if len(run) > 2:
        return f"{run[0]}至{run[-1]}"
    return "、".join(map(str, run))
