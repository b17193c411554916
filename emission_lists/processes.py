"""Kinds of equipment and steps by their words, so that a clause finds the lines it speaks of."""

import re
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

_TABLE: tuple[tuple[str, str], ...] = (
    ("烧结机", r"烧结(?!砖|瓦|烟|制品)|带烧"),
    ("球团", r"球团|竖炉|链篦机"),
    ("石灰窑", r"石灰|白灰窑|套筒窑"),
    ("高炉", r"高炉"),
    ("转炉", r"转炉"),
    ("电弧炉", r"电弧炉|炼钢电炉"),
    ("轧钢", r"轧钢|轧机|热轧|冷轧"),
    ("干熄焦", r"干熄焦|干法熄焦"),
    ("装煤推焦", r"装煤推焦除尘|推焦除尘|装煤除尘|地面站"),
    ("煤气净化", r"煤气净化|化产"),
    ("焦炉", r"焦炉|炭化室|炼焦|炉组|结焦|出焦|热回收"),
    ("矿热炉", r"矿热炉"),
    ("精炼炉", r"精炼炉"),
    ("中频炉", r"中频炉|感应炉|熔炼(?!炉)|熔化"),
    ("冲天炉", r"冲天炉"),
    ("熔炼炉", r"熔炼炉|熔铸炉"),
    ("造型浇注", r"造型|浇注|浇铸"),
    ("抛丸清理", r"抛丸|落砂|清理滚筒"),
    ("窑头冷却机", r"冷却机|窑头"),
    ("煤磨", r"煤磨"),
    ("水泥磨", r"水泥磨|粉磨"),
    ("烘干", r"烘干|干燥(?!塔)"),
    ("喷雾干燥塔", r"喷雾干燥|干燥塔"),
    ("玻璃熔窑", r"熔窑|玻璃窑"),
    ("焙烧炉", r"焙烧|煅烧"),
    ("隧道窑", r"隧道窑"),
    ("辊道窑", r"辊道窑"),
    ("回转窑", r"回转窑|水泥窑|熟料(?:生产)?线|窑系统"),
    ("其他炉窑", r"竖窑|间歇窑|梭式窑|轮窑|炉窑|窑炉|砖瓦窑"),
    ("电解", r"电解|电解槽"),
    ("气化炉", r"气化|造气"),
    ("造粒塔", r"造粒"),
    ("裂化装置", r"裂化|焦化装置|重整"),
    ("储罐装卸", r"储罐|罐区|装卸"),
    ("喷涂", r"喷涂|喷漆|喷烤漆|涂装(?!行业|企业)|喷粉"),
    ("涂布", r"涂布|复合机|涂胶|刷胶|浸涂"),
    ("印刷", r"印刷机|印刷(?:工序|线)|凹印|胶印"),
    ("固化", r"固化"),
    ("打磨", r"打磨|前处理"),
    ("焊接", r"焊接|焊装"),
    ("破碎筛分", r"破碎|筛分"),
    ("料场", r"料场|堆场|煤场|输煤|上料"),
    ("搅拌", r"搅拌楼|搅拌机|搅拌线|混合|分散线|分散机|密炼"),
    ("硫化", r"硫化"),
    ("热压", r"热压"),
    ("反应釜", r"反应|合成|醚化|发酵|聚合"),
    ("焚烧炉", r"焚烧"),
    ("锅炉", r"锅炉|热风炉|煤气发生炉"),
    ("机组", r"机组|汽轮机"),
    ("加热炉", r"加热炉|退火炉"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _TABLE)
NAMES = ("", *(name for name, _ in _TABLE))
"""Kinds by code; the first, empty, is a process none of the words fits."""
_CODES = {name: code for code, name in enumerate(NAMES)}
# 焦化企业、烧结砖 and 涂装行业 name a trade, not a piece of equipment.
_TRADES = re.compile(
    r"(?:水泥)?粉磨站|水泥熟料(?!生产线|线)|石灰(?!窑)|烧结砖瓦?|包装印刷|印刷(?:行业|企业)|工业涂装"
)


@lru_cache(maxsize=50_000)
def kind_of(process: str) -> str:
    """Return the kind of a listed process; empty where its words are not known."""
    for name, pattern in _PATTERNS:
        if pattern.search(process):
            return name
    return ""


@lru_cache(maxsize=20_000)
def named(text: str) -> frozenset[str]:
    """Return every kind a clause names, such as 烧结机 and 球团 in 烧结机、球团设备.

    Words of a trade (水泥粉磨站, 烧结砖) are no equipment and name nothing.
    """
    plain = _TRADES.sub("", text)
    return frozenset(name for name, pattern in _PATTERNS if pattern.search(plain))


def codes(processes: pd.Series) -> npt.NDArray[np.int16]:
    """Return the code of every process, 0 where its words are not known."""
    place, distinct = pd.factorize(processes.fillna("").astype(str))
    by_text = np.array([_CODES[kind_of(str(text))] for text in distinct], dtype=np.int16)
    found: npt.NDArray[np.int16] = by_text[place] if len(by_text) else np.empty(0, np.int16)
    return found
