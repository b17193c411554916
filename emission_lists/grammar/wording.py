"""A structure said back in plain Chinese, in words the parser reads as the same structure."""

import re

from emission_lists.grammar.measure import Kind, Measure, Parsed

_FULL_WIDTH = str.maketrans(",;()", "，；（）")
_SPOKEN = {"min": "以上", "approx": "左右", "max": "以内"}


def sentence(parsed: Parsed) -> str:
    """Say every measure, then what was not understood, joined by ；."""
    said = [said for measure in parsed.measures if (said := of(measure))]
    said += [f"未读懂【{text}】" for text in parsed.unread]
    return "；".join(said)


def of(measure: Measure) -> str:
    """Say one measure; a daily window that only frames the next measure is said there."""
    if measure.kind is Kind.CLOCK_WINDOW and not measure.object:
        return ""
    parts = []
    if measure.condition:
        parts.append(measure.condition)
    if measure.window and measure.kind is not Kind.CLOCK_WINDOW:
        daily = re.fullmatch(r"[-\d:;]+", measure.window)
        parts.append(f"每日{_window(measure.window)}" if daily else measure.window)
    if measure.after:
        parts.append(f"响应时间超过{measure.after}小时后")
    core = _core(measure)
    if measure.exception:
        core += f"({measure.exception}除外)"
    parts.append(core)
    if measure.counted:
        parts.append(measure.counted)
    return ",".join(parts).translate(_FULL_WIDTH)


def _core(measure: Measure) -> str:
    who, value, what = measure.subject, measure.value, measure.object
    share = _share(measure)
    match measure.kind:
        case Kind.PROCESS_STOP if who.endswith("作业"):
            return f"{who}全部停止"
        case Kind.STOP | Kind.PROCESS_STOP:
            return f"{who}停产"
        case Kind.EQUIPMENT_STOP:
            return f"{who}停用"
        case Kind.STOP_SHARE | Kind.STOP_SHARE_AFTER:
            return f"{who}停产{share}"
        case Kind.LIMIT_SHARE | Kind.LIMIT_SHARE_AFTER:
            return f"{who}限产{share}"
        case Kind.LOAD_CUT:
            return f"{who}降低生产负荷{share}"
        case Kind.LOAD_CAP:
            return f"{who}生产负荷控制在{_number(measure)}以内"
        case Kind.EMISSION_CUT:
            return f"{who}减排{share}"
        case Kind.CITY_SHARE:
            return f"{who}减排比例达到全社会排放量的{share}"
        case Kind.OUTPUT_CUT:
            return f"{who}同比下降{share}"
        case Kind.TRANSPORT_CUT if value:
            return f"{who}减少{share}"
        case Kind.CHARGING_STOP_SHARE:
            return f"{who}停止{share}炭化室装煤"
        case Kind.PUSH_CUT:
            return f"{who}出焦炉数减少{share}"
        case Kind.STOP_UNITS:
            unit = measure.unit.split(" ")[0] + _bound(measure)
            return f"{who}停产{value}{unit}" if who.endswith("的") else f"停产{value}{unit}{who}"
        case Kind.KEEP_UNITS:
            return f"{who}保留{value}{measure.unit}{what}生产"
        case Kind.COKING_TIME:
            return f"{who}结焦时间{what}延长至{value}小时{_bound(measure)}"
        case Kind.CYCLE:
            off, on = re.findall(r"\d+", value)
            unit = {"h": "小时", "d": "天"}[measure.unit]
            return f"{who}停{off}{unit}、开{on}{unit}"
        case Kind.STAGGER_DAYS:
            return f"{who}停产{value}天{_bound(measure)}"
        case Kind.CLOCK_WINDOW:
            return f"每日{_window(value)}{what}"
        case Kind.CLOCK_WINDOW_ALLOWED:
            return f"{what}调整到每日{_window(value)}"
        case Kind.CONCENTRATION_CAP:
            return _caps(measure)
        case Kind.TRANSPORT_BAN | Kind.NRMM_BAN:
            return _ban(measure)
        case Kind.LIMIT:
            return f"{who}限产"
        case Kind.BANKING:
            return f"{who}焖炉"
        case Kind.CHARGING_STOP:
            return f"{who}停止{what}"
        case _:
            return what


def _share(measure: Measure) -> str:
    return f"{_number(measure)}{_bound(measure)}" if measure.value else ""


def _number(measure: Measure) -> str:
    if re.fullmatch(r"\d/\d", measure.value):
        above, below = measure.value.split("/")
        return "{}分之{}".format(*(" 一二三四五六七八九"[int(n)] for n in (below, above)))
    return f"{measure.value}%"


def _bound(measure: Measure) -> str:
    return _SPOKEN.get(measure.unit.split(" ")[-1], "") if " " in measure.unit else ""


def _window(value: str) -> str:
    said = []
    for window in value.split(";"):
        begin, end = window.split("-")
        next_day = _minutes(end) <= _minutes(begin)
        said.append(f"{_hour(begin)}至{'次日' if next_day else ''}{_hour(end)}")
    return "、".join(said)


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _hour(clock: str) -> str:
    hour, _, minute = clock.partition(":")
    return f"{hour}时" + (f"{minute}分" if minute else "")


def _caps(measure: Measure) -> str:
    names, limits = zip(*(cap.split("≤") for cap in measure.value.split(";")), strict=True)
    every = "分别" if len(names) > 1 else ""
    return (
        f"{measure.subject}{'、'.join(names)}排放浓度{every}不高于{'、'.join(limits)}{measure.unit}"
    )


def _ban(measure: Measure) -> str:
    stage = ""
    if measure.value != "all":
        stage = (
            measure.value
            + {
                "max stage": "及以下",
                "below stage": "(不含)以下",
                "max stage unclear": "以下",
                "stage": "",
            }[measure.unit.removesuffix(", in principle")]
        )
    soft = "原则上" if measure.unit.endswith("in principle") else ""
    return f"{measure.subject}{soft}禁止{stage}{measure.object}"
