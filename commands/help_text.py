"""Help of a command in Chinese, laid out for signs of double width."""

import re
import shutil
import unicodedata
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import typer

_COLUMN = 28
"""Where the explanations begin; a longer name gets a line of its own."""
_TOKENS = re.compile(r"(?:[!-~]+|.)[，。；：、）”〕！？]*")
"""A line is broken between Chinese signs, never inside a word of ASCII nor before a closing sign."""


def help_text(context: typer.Context) -> str:
    """Return the help of the command that a context belongs to."""
    command: Any = context.command
    parameters = [p for p in command.get_params(context) if not p.hidden]
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    subcommands: dict[str, Any] = getattr(command, "commands", {})
    usage = [*(f"[{name_of(p)}]" if not p.required else name_of(p) for p in arguments), "[选项]"]
    usage += ["命令 ……"] if subcommands else []
    lines = [f"用法：{context.command_path} {' '.join(usage)}", ""]
    if command.help:
        lines += [*wrapped(command.help, 2), ""]
    lines += _section("参数", [(name_of(p), _explained(p)) for p in arguments])
    lines += _section("选项", [(_spelled(p), _explained(p)) for p in options])
    lines += _section("命令", [(name, one.help or "") for name, one in subcommands.items()])
    return "\n".join(lines).rstrip() + "\n"


def name_of(parameter: Any) -> str:
    """Return what a reader calls a parameter: ``--city``, or for an argument ``文件``."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return f"{parameter.metavar or kind_of(parameter)}{' ……' if parameter.nargs != 1 else ''}"


def kind_of(parameter: Any) -> str:
    """Return in a word what value a parameter takes: its choices, or ``整数``, ``日期`` …."""
    if choices := choices_of(parameter):
        return "|".join(choices)
    annotation = parameter.type_descriptor.annotation
    kind = next(iter(get_args(annotation)), annotation)
    if not isinstance(kind, type):
        return "文字"
    kinds = ((datetime, "日期"), (Path, "路径"), (int, "整数"), (float, "数字"))
    return next((word for known, word in kinds if issubclass(kind, known)), "文字")


def choices_of(parameter: Any) -> list[str]:
    """Return the values a parameter is limited to; empty where it is not."""
    return [_plain(choice) for choice in parameter.type_descriptor.choices or ()]


def range_of(parameter: Any) -> str:
    """Return the numbers a parameter is limited to, as ``1 至 24``; empty where it is not."""
    match parameter.min, parameter.max:
        case None, None:
            return ""
        case low, None:
            return f"不小于 {low}"
        case None, high:
            return f"不大于 {high}"
        case low, high:
            return f"{low} 至 {high}"


def wrapped(text: str, indent: int = 0, width: int | None = None) -> list[str]:
    """Break a text into lines no wider than the terminal; a Chinese sign is two columns wide."""
    room = (width or max(50, min(shutil.get_terminal_size().columns, 100))) - indent
    lines = [""]
    for token in _TOKENS.findall(" ".join(text.split())):
        if lines[-1] and _width(lines[-1] + token) > room:
            lines.append("")
        lines[-1] += token if lines[-1] else token.lstrip()
    return [" " * indent + line.rstrip() for line in lines]


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    lines = [f"{title}："] if rows else []
    for name, text in rows:
        first, *more = wrapped(text, _COLUMN)
        if _width(name) <= _COLUMN - 4:
            first = f"  {name}{' ' * (_COLUMN - 2 - _width(name))}{first.lstrip()}"
        else:
            lines.append(f"  {name}")
        lines += [first, *more]
    return [*lines, ""] if rows else []


def _spelled(option: Any) -> str:
    names = " / ".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar or kind_of(option)}"


def _explained(parameter: Any) -> str:
    default = parameter.default
    remarks = ["必填" if parameter.required else "", range_of(parameter)]
    if parameter.param_type_name == "option" and parameter.secondary_opts:
        remarks.append(f"缺省 {(parameter.opts if default else parameter.secondary_opts)[0]}")
    elif default not in (None, "", 0, False) and not callable(default):
        remarks.append(f"缺省 {_plain(default)}")
    said = "；".join(remark for remark in remarks if remark)
    return f"{parameter.help or ''}{f'〔{said}〕' if said else ''}"


def _plain(value: Any) -> str:
    return str(value.value if isinstance(value, Enum) else value)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
