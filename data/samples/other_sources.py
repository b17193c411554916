"""The made-up sources outside industry: sites with grades A to D, roads, fleets, machinery, piles."""

from datetime import date

import numpy as np
import pandas as pd

from data.samples.names import CITY_NAME, COUNTIES, SAMPLE_MARK, contact
from data.samples.randomness import SEED, generator
from data.tables import OTHER_SOURCES
from data.vocabulary import RESPONSE_LEVELS, Emitted, SourceKind

_K = SourceKind
_KINDS = (
    # kind, number, name, typical kg/d of PM, SO2, NOx, VOCs, cut at yellow, orange, red, measure
    (_K.CONSTRUCTION, 140, "号工地", (60, 0, 0, 0), (0.3, 0.5, 0.8), "停止土石方、拆除和喷涂作业，裸土全覆盖"),
    (_K.ROAD, 60, "号路段", (190, 0, 0, 0), (0.2, 0.3, 0.4), "湿扫和洒水每日增加两次"),
    (_K.STOCKPILE, 30, "号堆场", (80, 0, 0, 0), (0.3, 0.4, 0.6), "停止装卸，堆体全覆盖"),
    (_K.VEHICLES, 33, "号货运车队", (25, 5, 640, 90), (0.1, 0.15, 0.3), "国四及以下柴油货车停驶"),
    (_K.MACHINERY, 44, "号机械台账", (12, 1, 130, 16), (0.15, 0.22, 0.4), "国二及以下机械停用"),
    (_K.OTHER, 6, "号其他源", (5, 1, 4, 6), (np.nan, np.nan, np.nan), "加强巡查"),
)  # fmt: skip
_GRADES = (("A", 0.15, 0.5), ("B", 0.35, 0.8), ("C", 0.35, 1.0), ("D", 0.15, 1.3))
"""Grade of a site, share of the sites, its cut against that of a usual site."""
_EMISSIONS = [pollutant.column for pollutant in Emitted]


def other_sources(seed: int = SEED, *, today: date = date(2026, 11, 22)) -> pd.DataFrame:
    """Make the sources outside industry of the sample city.

    Args:
        seed: Seed of the sample city; the same seed gives the same sources.
        today: Day the list is made for; the year stands in the names of sites.

    Returns:
        Rows in the columns of ``data.tables.OTHER_SOURCES``. Together they stay well below the
        mobile and dust sources of :func:`data.samples.emission_list.city_totals`.
    """
    rng = generator(seed, "other sources")
    rows: list[dict[str, object]] = []
    for prefix, (kind, number, name, amounts, cuts, measure) in zip("GDRCMQ", _KINDS, strict=True):
        for place in range(1, number + 1):
            grade, _, strength = _GRADES[int(rng.choice(4, p=[share for _, share, _ in _GRADES]))]
            site = kind is _K.CONSTRUCTION
            size = float(np.exp(0.5 * rng.standard_normal()))
            person, phone = contact(rng)
            county = COUNTIES[int(rng.integers(len(COUNTIES)))][0]
            row: dict[str, object] = {
                "source_id": f"{prefix}{place:04d}",
                "source": f"{CITY_NAME}{county}{f'{today.year}年' if site else ''}{place}{name}",
                "kind": str(kind),
                "county": county,
                "site_grade": grade if site else "",
                "cut_source": "" if np.isnan(cuts[0]) else SAMPLE_MARK,
                "contact": person,
                "phone": phone,
            }
            row |= {c: round(kg * size, 1) for c, kg in zip(_EMISSIONS, amounts, strict=True)}
            for level, cut in zip(RESPONSE_LEVELS, cuts, strict=True):
                row[f"cut_{level}"] = round(min(cut * (strength if site else 1.0), 1.0), 2)
                row[f"measure_{level}"] = f"{level.label}预警期间{measure}"
            rows.append(row)
    return pd.DataFrame(rows)[OTHER_SOURCES.names]
