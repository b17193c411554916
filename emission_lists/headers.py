"""Headers as people write them: units in brackets, two rows, full-width signs, stray blanks."""

import re
import unicodedata
from dataclasses import dataclass

_BRACKETS = re.compile(r"[(\[【〔《<]([^()\[\]【】〔〕《》<>]*)[)\]】〕》>]")
_SIGNS = re.compile(r"[\s*:：、,，.。·_\-—~/\\|\"'“”‘’#?？!！;；+=]+")
_NUMBERING = re.compile(r"^(\d{1,2}|[一二三四五六七八九十]{1,2})[.、．)]\s*(?=\D)")
_LEVELS = (("iii级", "黄色"), ("ii级", "橙色"), ("i级", "红色"),
           ("三级", "黄色"), ("二级", "橙色"), ("一级", "红色"))  # fmt: skip
_FILLERS = re.compile(
    r"是否为|是否|日均|年均|每日|每年|全年|年度|日|年|正常生产时|正常生产|正常工况|排放量|排放|产生量"
    r"|期间|预警|应急|响应|备案|情况|信息"
)
_UNITS = {
    "kg/d": ("kg/d", "kg/天", "kg/日", "千克/天", "千克/日", "公斤/天", "公斤/日", "kgd", "千克每天"),
    "t/d": ("t/d", "吨/天", "吨/日", "t/天", "t/日", "吨每天", "吨每日"),
    "t/a": ("t/a", "吨/年", "t/年", "吨/a", "吨每年", "t/y"),
    "kg": ("kg", "千克", "公斤"),
    "t": ("t", "吨"),
    "%": ("%", "百分比", "百分数", "％"),
}  # fmt: skip
_UNIT_OF = {spelled: unit for unit, many in _UNITS.items() for spelled in many}
_UNIT_BEHIND = re.compile(r"[/,，]?\s*(吨|千克|公斤|kg|t)(/[年天日ad])?\s*$")
_UNIT_SAID = re.compile(r"单位[:：]\s*([^\s,，;；()]+)")


@dataclass(frozen=True)
class Header:
    """The header of one column of a sheet."""

    place: int
    """Place of the column, from 0."""
    parts: tuple[str, ...]
    """Texts from the top row of the header to the lowest, one that is repeated once."""

    @property
    def text(self) -> str:
        """As a reader would write it, such as ``排放量(t/a) / SO2``."""
        return " / ".join(" ".join(part.split()) for part in self.parts)

    @property
    def unit(self) -> str:
        """Unit named in the header: ``kg/d``, ``t/d``, ``t/a``, ``%``, another one as written, or none.

        A bare 吨 or kg counts as daily or yearly where the header says 日 or 年.
        """
        found = next((unit for part in reversed(self.parts) if (unit := _unit(part))), "")
        said = "".join(self.parts)
        if found in ("t", "kg") and "年" in said:
            return f"{found}/a"
        if found in ("t", "kg") and ("日" in said or "天" in said):
            return f"{found}/d"
        return found

    @property
    def keys(self) -> tuple[str, ...]:
        """What the header may be looked up by, most telling first."""
        plain = [key(part) for part in self.parts if not is_unit(part)]
        plain = [one for one in plain if one]
        if len(plain) < 2:
            return tuple(plain)
        lowest, above = plain[-1], "".join(plain[:-1])
        return tuple(dict.fromkeys((above + lowest, lowest + above, lowest)))


def key(text: str) -> str:
    """Bring a header to the form it is compared in: half-width, no blanks, brackets or signs.

    >>> key(" 统一社会 信用代码（必填）*")
    '统一社会信用代码'
    >>> key("Ⅲ级响应措施")
    '黄色响应措施'
    """
    text = unicodedata.normalize("NFKC", text).lower()
    text = _NUMBERING.sub("", text.strip())
    inner = [
        found for found in _BRACKETS.findall(text) if found in ("市、区", "区", "县", "单位", "粉")
    ]
    text = _BRACKETS.sub(lambda found: found[1] if found[1] in inner else "", text)
    text = _UNIT_BEHIND.sub("", _UNIT_SAID.sub("", text))
    text = _SIGNS.sub("", text)
    for written, colour in _LEVELS:
        text = text.replace(written, colour)
    return text


def stem(text: str) -> str:
    """Drop words that tell no column from another, such as 日均, 排放量, 预警, from a key.

    >>> stem("so2年排放量"), stem("黄色预警期间减排措施")
    ('so2', '黄色减排措施')
    """
    return _FILLERS.sub("", text) or text


def is_unit(text: str) -> bool:
    """Whether a header cell holds a unit and nothing else."""
    return _plain_unit(text.strip("()（）[]【】 ")) in _UNIT_OF


def _unit(text: str) -> str:
    """Unit named in one header cell; empty where there is none."""
    plain = unicodedata.normalize("NFKC", text)
    inside = [*_BRACKETS.findall(plain), *_UNIT_SAID.findall(plain)]
    for candidate in (*inside, plain, *re.split(r"[,，/]\s*(?=单位|吨|t$)", plain)[1:]):
        if unit := _UNIT_OF.get(_plain_unit(candidate.removeprefix("单位"))):
            return unit
    for candidate in inside:
        if re.fullmatch(r"[\w°%/³²·\-]{1,8}", candidate) and not re.search(r"必填|选填", candidate):
            return str(candidate)
    ending = re.search(r"(吨/[年天日]|t/[ad]|kg/d|千克/[天日]|公斤/[天日])$", plain.lower().strip())
    return _UNIT_OF[ending[1]] if ending else ""


def _plain_unit(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).lower().split()).strip(":：")
