"""YAML that is read strictly, and the reasons for refusing it in Chinese."""

from collections.abc import Hashable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

_REASONS = {
    "extra_forbidden": "不认识的键，请删去或改正拼写",
    "missing": "缺少这一项，请补上",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "greater_than": "须大于 {gt}",
    "greater_than_equal": "不能小于 {ge}",
    "less_than": "须小于 {lt}",
    "less_than_equal": "不能大于 {le}",
    "literal_error": "只能填 {expected}",
    "enum": "只能填 {expected}",
    "date_type": "应为日期，写成 2026-03-01 的样子，不加引号",
    "none_required": "应为空",
    "dict_type": "应为“键: 值”的一组",
    "model_type": "应为“键: 值”的一组",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "string_type": "应为文字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_pattern_mismatch": "格式不符，须合于 {pattern}",
}
_NUMBERS = ("int_", "float_", "finite_number")


class StrictYamlError(ValueError):
    """A file that cannot be read as YAML, or a key that stands twice; the text names the line."""


class _StrictLoader(yaml.SafeLoader):
    """YAML in which the same key twice is an error instead of a silent overwrite."""


def _no_duplicates(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        where = f"第 {key_node.start_mark.line + 1} 行"
        if not isinstance(key, Hashable):
            raise StrictYamlError(f"{where}的键不是文字、数字或日期")
        if key in seen:
            raise StrictYamlError(f"{where}键重复：{key}，请只保留一个")
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_StrictLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _no_duplicates)


def read(path: Path) -> Any:
    """Read a YAML file in UTF-8.

    Raises:
        StrictYamlError: Not YAML, not UTF-8, a key twice, or a day that does not exist.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _StrictLoader)
    except UnicodeDecodeError as problem:
        raise StrictYamlError("编码不是 UTF-8，请另存为 UTF-8") from problem
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        where = f"第 {mark.line + 1} 行第 {mark.column + 1} 列" if mark else ""
        raise StrictYamlError(f"{where}不是合法的 YAML，请检查缩进、冒号与括号") from problem
    except StrictYamlError:
        raise
    except ValueError as problem:  # a day such as 2026-02-30
        raise StrictYamlError(f"含有不存在的日期（{problem}）") from problem


def reasons(problem: ValidationError, within: str = "") -> str:
    """Say in Chinese what a pydantic model refused, each with its place in the file.

    Args:
        problem: What pydantic raised.
        within: Place of the checked part in the file, such as ``values.2026-03-01.value``.
    """
    said = []
    for error in problem.errors():
        steps = [_step(step) for step in error["loc"] if step != "[key]"]
        place = ".".join([within, *steps] if within else steps) or "文件"
        said.append(f"{place}：{_reason(error['type'], error.get('ctx', {}), error['msg'])}")
    return "；".join(said)


def _step(step: int | str) -> str:
    """One step of a place; pydantic writes a day as ``datetime.date(2026, 3, 1)``."""
    text = str(step)
    for kind in (datetime, date):
        prefix = f"datetime.{kind.__name__}("
        if text.startswith(prefix):
            numbers = [int(part) for part in text.removeprefix(prefix).rstrip(")").split(",")]
            return date(*numbers[:3]).isoformat()
    return text


def _reason(kind: str, context: dict[str, Any], message: str) -> str:
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    if kind in _REASONS:
        plain = {name: str(value).replace(" or ", "、") for name, value in context.items()}
        return _REASONS[kind].format(**plain)
    if kind.startswith(_NUMBERS):
        return "应为整数" if kind.startswith("int_") else "应为数字"
    return f"取值不合格式（{message}）"
