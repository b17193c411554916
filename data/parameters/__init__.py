"""Policy as dated data: every number with the day it came into force and its source.

One YAML file per parameter below ``national/`` or ``regions/<code>/``. A file is refused when it
has an unknown key, lacks a reference, repeats a day or lists its days out of order; the shape of
each value is declared in ``shapes``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from data.parameters import strict_yaml
from data.parameters.shapes import SHAPES

_HERE = Path(__file__).parent
_CODE = re.compile(r"\d{6}")

Read = Literal["original", "quoted", "recalled", "example"]

_DOUBT: dict[str, str] = {
    "original": "",
    "quoted": "（转引）",
    "recalled": "（待核）",
    "example": "（示例值）",
}


class ParameterError(LookupError):
    """No such parameter, none in force on the day asked for, or a file that cannot be accepted."""


@dataclass(frozen=True)
class Reference:
    """Where a number is written down."""

    document: str
    clause: str
    href: str = ""
    read: Read = "original"
    """Read in the document, in a quotation of it, only remembered, or our own example (示例值)."""
    lapsed: bool = False
    """True where the document's own term has passed on the day asked for (现行效力待核)."""

    def __str__(self) -> str:
        term = "（现行效力待核）" if self.lapsed else ""
        return f"{self.document} {self.clause}".rstrip() + _DOUBT[self.read] + term


@dataclass(frozen=True)
class DatedValue:
    """A parameter's value from one day on, until a later one replaces it."""

    name: str
    in_force_from: date
    until: date | None
    """Last day of the document's own term; used past it, the reference says 现行效力待核."""
    value: Any
    """Instance of the parameter's shape; None where the number is not known (未定)."""
    unit: str
    reference: Reference
    note: str = ""
    description: str = ""
    scope: str = "national"
    """Folder the value comes from: ``national`` or a region's code."""


_Day = Annotated[date, Strict()]
"""Not a quoted day: that would be a second key for the same day, and overwrite it in silence."""
_Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class _ReferenceEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    document: _Text
    clause: str
    href: str = ""
    read: Read = "original"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reference: _ReferenceEntry
    until: _Day | None = None
    note: str = ""
    value: Any


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")
    description: _Text
    unit: _Text
    values: dict[_Day, _Entry] = Field(min_length=1)

    @model_validator(mode="after")
    def _days_rise(self) -> "_File":
        days = list(self.values)
        if days != sorted(days):
            raise ValueError(f"施行日期须由早到晚排列：{'、'.join(map(str, days))}")
        for day, entry in self.values.items():
            if entry.until is not None and entry.until < day:
                raise ValueError(f"{day} 起施行的取值止于 {entry.until}，早于施行日期")
        return self


class _Membership(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    group: str
    start: _Day = Field(alias="from")
    until: _Day | None = None
    reference: _ReferenceEntry


class Region(BaseModel):
    """A city or group of cities with its own rules, as ``regions/<code>/region.yaml`` holds it."""

    model_config = ConfigDict(extra="forbid")
    name: str
    memberships: list[_Membership] = []


def on(name: str, day: date, city: str | None = None) -> DatedValue:
    """Return the value of a parameter in force on ``day``.

    Args:
        name: Path below ``national/``, such as ``response/reduction_targets``.
        day: The day the value is applied to, which is seldom the day the program runs.
        city: Division code (GB/T 2260). A file of the city, else of a group it belongs to on
            that day, else of its province, goes before the national one.

    Raises:
        ParameterError: No such parameter, or none in force on ``day``.
    """
    first: date | None = None
    for folder in _folders(day, city):
        values = _values(name, folder)
        in_force = [value for value in values if value.in_force_from <= day]
        if in_force:
            return _judged_on(in_force[-1], day)
        if values:
            first = min(first or values[0].in_force_from, values[0].in_force_from)
    if first is None:
        raise ParameterError(f"没有名为 {name} 的参数，请核对名称")
    raise ParameterError(
        f"参数 {name} 自 {first} 起施行，{day} 尚无取值；请在参数文件中补充更早的规定及其出处，"
        f"或另行指定适用版本"
    )


def editions(name: str, city: str | None = None) -> tuple[DatedValue, ...]:
    """Return every value of a parameter for a city today and earlier, oldest first.

    The nearest folder that has the parameter is taken (city, group, province, national), group
    membership being that of the latest day.
    """
    for folder in _folders(date.max, city):
        if values := _values(name, folder):
            return values
    raise ParameterError(f"没有名为 {name} 的参数，请核对名称")


def edition(name: str, year: int, city: str | None = None) -> DatedValue:
    """Return the value in force at the end of ``year``, for judging by a named edition."""
    return on(name, date(year, 12, 31), city)


def names() -> list[str]:
    """List every parameter there is, national or regional."""
    found = {
        path.relative_to(root).with_suffix("").as_posix()
        for root in [_HERE / "national", *sorted((_HERE / "regions").iterdir())]
        for path in root.glob("*/*.yaml")
    }
    return sorted(found)


def files() -> Iterator[tuple[str, str]]:
    """Yield (folder, parameter name) of every parameter file, for checks over everything."""
    roots = [("national", _HERE / "national")]
    roots += [(path.name, path) for path in sorted((_HERE / "regions").iterdir()) if path.is_dir()]
    for folder, root in roots:
        for path in sorted(root.glob("*/*.yaml")):
            yield folder, path.relative_to(root).with_suffix("").as_posix()


def all_values(folder: str, name: str) -> tuple[DatedValue, ...]:
    """Return all values of one parameter file; empty where the folder does not have it."""
    return _values(name, folder)


@cache
def region(code: str) -> Region | None:
    """Return what is laid down about a region's own rules; None where it has none."""
    path = _HERE / "regions" / code / "region.yaml"
    return load_region(path) if path.exists() else None


def load_region(path: Path) -> Region:
    """Read one ``region.yaml``.

    Raises:
        ParameterError: The file cannot be accepted; the text names it and every place.
    """
    try:
        return Region.model_validate(strict_yaml.read(path))
    except strict_yaml.StrictYamlError as problem:
        raise ParameterError(_refused(path, str(problem))) from problem
    except ValidationError as problem:
        raise ParameterError(_refused(path, strict_yaml.reasons(problem))) from problem


def _folders(day: date, city: str | None) -> list[str]:
    if city is None:
        return ["national"]
    own = region(city) if _CODE.fullmatch(city) else None
    groups = [
        member.group
        for member in (own.memberships if own else [])
        if member.start <= day and (member.until is None or day <= member.until or day == date.max)
    ]
    return [city, *groups, f"{city[:2]}0000", "national"]


def _judged_on(value: DatedValue, day: date) -> DatedValue:
    if value.until is None or day <= value.until:
        return value
    reference = Reference(**{**value.reference.__dict__, "lapsed": True})
    return DatedValue(**{**value.__dict__, "reference": reference})


@cache
def _values(name: str, folder: str) -> tuple[DatedValue, ...]:
    root = _HERE / "national" if folder == "national" else _HERE / "regions" / folder
    path = root / f"{name}.yaml"
    return load(path, name, folder) if path.exists() else ()


def load(path: Path, name: str, folder: str = "national") -> tuple[DatedValue, ...]:
    """Read one parameter file.

    Raises:
        ParameterError: The file cannot be accepted; the text names it and every place.
    """
    if name not in SHAPES:
        raise ParameterError(f"参数 {name} 没有声明取值格式，请在 data/parameters/shapes.py 中登记")
    try:
        content = _File.model_validate(strict_yaml.read(path))
    except strict_yaml.StrictYamlError as problem:
        raise ParameterError(_refused(path, str(problem))) from problem
    except ValidationError as problem:
        raise ParameterError(_refused(path, strict_yaml.reasons(problem))) from problem
    return tuple(
        DatedValue(
            name=name,
            in_force_from=day,
            until=entry.until,
            value=_shaped(path, name, day, entry.value),
            unit=content.unit,
            reference=Reference(**entry.reference.model_dump()),
            note=entry.note,
            description=content.description,
            scope=folder,
        )
        for day, entry in content.values.items()
    )


def _shaped(path: Path, name: str, day: date, value: Any) -> Any:
    try:
        return TypeAdapter[Any](SHAPES[name] | None).validate_python(value)
    except ValidationError as problem:
        reasons = strict_yaml.reasons(problem, f"values.{day}.value")
        raise ParameterError(_refused(path, reasons)) from problem


def _refused(path: Path, reasons: str) -> str:
    return f"参数文件 {path.parent.name}/{path.name} 不能接受：{reasons}"
