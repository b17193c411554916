"""One spelling for what is written in many: widths, numerals, fractions, clock times, stages."""

import re
import unicodedata

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN = "零〇一二两三四五六七八九十百"
_STAGES = {"I": "一", "II": "二", "III": "三", "IV": "四", "V": "五", "VI": "六"} | {
    str(number): sign for number, sign in enumerate("零一二三四五六") if number
}
_COUNTED = r"台|条|座|套|组|辆|小时|天|日(?!常)|时(?![段间])|点|次(?!日)|个(?![别体])|月|孔|公里|蒸吨|吨|类"


def han_number(text: str) -> int:
    """Value of a Chinese numeral below one thousand, such as 十二 or 一百二十."""
    total, digit = 0, 0
    for sign in text:
        if sign in "十百":
            total, digit = total + (digit or 1) * (10 if sign == "十" else 100), 0
        else:
            digit = DIGITS[sign]
    return total + digit


def normalise(text: str) -> str:
    """Return the text in the one spelling the patterns are written in.

    Half-width signs without spaces and quotation marks, Arabic numerals before a unit, shares as
    ``50%`` (一半, 五成, 百分之五十) or ``1/3`` (三分之一), emission stages as ``国四``, hours of the
    day as ``20时``. Applying it twice changes nothing.
    """
    text = unicodedata.normalize("NFKC", re.sub(r"[①-⑳]", "", text))
    text = re.sub(r"[\s“”‘’\"'「」『』]", "", text)
    text = (
        text.replace("°C", "℃").replace("烟(粉)尘", "烟粉尘").replace("【", "(").replace("】", ")")
    )
    text = re.sub(
        r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、](?!\d))", "", text
    )
    text = re.sub(r"mg/(?:Nm3|m\^?3|立方米)|毫克(?:/|每)标?(?:准)?立方米", "mg/m3", text)
    text = re.sub(r"(?<=\d)h(?![A-Za-z])", "小时", text)
    return _clock(_stages(_shares(_numerals(text))))


def _numerals(text: str) -> str:
    def arabic(found: re.Match[str]) -> str:
        return str(han_number(found[1]))

    text = re.sub(rf"百分之([{_HAN}]+)", lambda found: arabic(found) + "%", text)
    text = re.sub(r"百分之(\d+(?:\.\d+)?)", r"\1%", text)
    return re.sub(rf"(?<![第统唯同专单国{_HAN}])([{_HAN}]+)(?={_COUNTED})", arabic, text)


def _shares(text: str) -> str:
    text = re.sub(
        r"([一二三四五六七八九])成(?=[以左,;。、的]|$)", lambda m: f"{DIGITS[m[1]]}0%", text
    )
    text = re.sub(r"([二三四五六七八九十])分之([一二三四五六七八九])", _fraction, text)
    text = re.sub(r"(?<![一])半数|一半", "50%", text)
    text = re.sub(r"减半(?=[,;。生]|$)", "减少50%", text)
    text = re.sub(r"(%|/\d)\(含(?:本数)?\)(?=以上|以下)", r"\1", text)
    text = re.sub(r"%以上\(含(?:本数|\d+%)?\)", "%以上", text)
    return re.sub(r"(\d)%?(?:[-~—–至到])(\d+(?:\.\d+)?)%", r"\1-\2%", text)


def _fraction(found: re.Match[str]) -> str:
    below, above = han_number(found[1]), DIGITS[found[2]]
    return "50%" if (above, below) == (1, 2) else f"{above}/{below}"


def _stages(text: str) -> str:
    text = re.sub(r"国家?第([一二三四五六])阶段", r"国\1", text)
    text = re.sub(r"国(VI|IV|V|I{1,3}|[1-6](?![\d.]))", lambda m: "国" + _STAGES[m[1]], text)
    text = re.sub(r"(国[一二三四五六](?:排放)?(?:标准|阶段)?)\(含\)(?:及)?以下", r"\1及以下", text)
    text = re.sub(r"(国[一二三四五六])(?:排放)?(?:标准)?以下\(含\1?\)", r"\1及以下", text)
    text = re.sub(r"(国[一二三四五六])(?:\(含\1\)|含)以下", r"\1及以下", text)
    text = _BRACKETED_STAGE.sub(r"\2\1", text)
    return re.sub(
        r"(国[一二三四五六])\(不含\)以下|(国[一二三四五六])以下\(不含\2?\)", r"\1\2不含以下", text
    )


_BRACKETED_STAGE = re.compile(
    r"((?:重型|中型|轻型|柴油|载货|运输|货运)*(?:货车|车辆|汽车|卡车))"
    r"\((国[一二三四五六](?:及其?以下|不含以下|以下)?(?:排放)?(?:标准|阶段)?)\)"
)
"""A stage in brackets behind the vehicle limits the ban; it is read in front of it."""


def _clock(text: str) -> str:
    text = re.sub(r"(\d{1,2}):(\d{2})(?::00)?(?!\d)", _hour, text)
    text = re.sub(r"(?<=\d)点(?:钟|整)?(?!位)", "时", text)
    text = re.sub(
        r"(?:下午|晚上|傍晚|夜间|晚)(\d{1,2})时", lambda m: f"{_afternoon(int(m[1]))}时", text
    )
    text = re.sub(r"(?:上午|早上|凌晨|清晨|中午|早晨|早)(?=\d{1,2}时)", "", text)
    text = re.sub(r"(?:第二天|第二日|翌日|隔日)(?=\d{1,2}时)", "次日", text)
    text = re.sub(r"(?<=[时分])[-~—–](?=[\d次])", "至", text)
    text = re.sub(r"(?<!\d)(\d{1,2})[-~—–](\d{1,2})时", r"\1时至\2时", text)
    return re.sub(r"(停[^,;。]{0,4}?\d+(?:小时|天|日)),(?=(?:开|产|生产|运行)\d)", r"\1、", text)


def _hour(found: re.Match[str]) -> str:
    return f"{int(found[1])}时" + (f"{found[2]}分" if found[2] != "00" else "")


def _afternoon(hour: int) -> int:
    return hour + 12 if hour < 12 else hour
