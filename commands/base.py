"""What all commands share: Chinese help, wrong usage and failures in one Chinese line each."""

import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup

from commands import failures, help_text
from data import parameters
from services import clock

log = logging.getLogger("commands")
_Function = TypeVar("_Function", bound=Callable[..., Any])


class Command(TyperCommand):
    """A command with Chinese help."""

    allow_extra_args = True  # so that the surplus is named here

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; words beyond the arguments are wrong usage."""
        with _context_named(ctx):
            surplus = super().parse_args(ctx, args)
        if surplus and not ctx.resilient_parsing:
            ctx.fail(f"多出了“{' '.join(surplus)}”，请去掉，或核对选项的写法")
        return surplus

    def get_help_option(self, ctx: Any) -> Any:
        """Return ``--help``, explained in Chinese."""
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_text.help_text(ctx))


class Group(TyperGroup):
    """The commands of a package; the entry that turns what goes wrong into one Chinese line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; no word at all shows the help on stderr, as wrong usage."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), err=True)
            raise typer.Exit(2)
        with _context_named(ctx):
            return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; one that is not there is answered with those that are."""
        if args[0] not in self.commands and not args[0].startswith("-"):
            ctx.fail(f"没有命令 {args[0]}，可用 {'、'.join(self.commands)}")
        return super().resolve_command(ctx, args)

    def get_help_option(self, ctx: Any) -> Any:
        """Return ``--help``, explained in Chinese."""
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(help_text.help_text(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and leave with 0 done, 1 failed, 2 wrong usage."""
        settings = {"windows_expand_args": windows_expand_args, **extra}
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **settings)
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **settings)
        except typer.TyperException as problem:
            typer.echo(usage_line(problem), err=True)
            sys.exit(problem.exit_code)
        except Exception as problem:
            text = failures.failure_line(problem)
            if text is None:
                raise
            log.debug("", exc_info=True)
            log.error("%s", text)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)


class Commands(typer.Typer):
    """The command line of a package."""

    def __init__(self, title: str) -> None:
        super().__init__(
            cls=Group, help=title, add_completion=False, rich_markup_mode=None,
            pretty_exceptions_enable=False,
        )  # fmt: skip

    def command(
        self, name: str | None = None, *, cls: type[TyperCommand] | None = Command, **settings: Any
    ) -> Callable[[_Function], _Function]:
        """Register a command, with Chinese help unless another class is asked for."""
        return super().command(name, cls=cls, **settings)


def run(app: typer.Typer) -> None:
    """Run a command line from the shell, with its log on stderr."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    app()


def usage_line(problem: typer.TyperException) -> str:
    """Say wrong usage in one Chinese line that names the option and the remedy."""
    context = getattr(problem, "ctx", None)
    hint = f"；用法见 {context.command_path} --help" if context is not None else ""
    return f"用法不对：{_said(problem, context)}{hint}"


def editions(city: str | None = None) -> str:
    """List the editions of the alert criteria, as ``2017、2018 或 2024``."""
    *others, newest = [str(year) for year in _edition_years(city)]
    return f"{'、'.join(others)} 或 {newest}" if others else newest


def checked_edition(year: int | None, city: str | None = None) -> int | None:
    """Return the year of an edition asked for, None where none was.

    Raises:
        typer.BadParameter: Before the first edition or in the future; lists those there are.
    """
    if not year:
        return None
    years = _edition_years(city)
    if not years[0] <= year <= max(years[-1], clock.today().year):
        raise typer.BadParameter(f"没有 {year} 年版的启动条件，--edition 可用 {editions(city)}")
    return year


def _edition_years(city: str | None) -> list[int]:
    return [value.in_force_from.year for value in parameters.editions("alerts/criteria", city)]


@contextmanager
def _context_named(context: Any) -> Iterator[None]:
    """Tell wrong usage which command it is of; typer leaves that out for some."""
    try:
        yield
    except typer.TyperException as problem:
        if getattr(problem, "ctx", None) is None:
            vars(problem)["ctx"] = context
        raise


def _explained(option: Any) -> Any:
    if option is not None:
        option.help = "显示本说明"
    return option


def _said(problem: typer.TyperException, context: Any) -> str:
    """Typer's wrong usage, told apart by what its exceptions carry, said in Chinese."""
    if (spelled := getattr(problem, "option_name", None)) is not None:
        if hasattr(problem, "possibilities"):
            near = "、".join(problem.possibilities or ())
            return f"没有选项 {spelled}" + (f"，是否要用 {near}" if near else "")
        option = next((p for p in context.command.get_params(context) if spelled in p.opts), None)
        if option is not None and option.is_flag:
            return f"选项 {spelled} 后面不带值"
        about = f"（{option.help}）" if option is not None else ""
        return f"选项 {spelled} 后面缺少值{about}，请补上"
    parameter = getattr(problem, "param", None)
    if parameter is None:
        return problem.message
    name = help_text.name_of(parameter)
    if hasattr(problem, "param_type"):
        word = "选项" if parameter.param_type_name == "option" else "参数"
        return f"缺少{word} {name}（{parameter.help}），请补上"
    cause = problem.__cause__
    if not isinstance(cause, ValidationError):
        return f"{name}：{problem.message}"
    return f"{name} 不能是“{cause.errors()[0]['input']}”，{_expected(parameter)}"


def _expected(parameter: Any) -> str:
    if choices := help_text.choices_of(parameter):
        return f"可用 {'、'.join(choices)}"
    kind, limits = help_text.kind_of(parameter), help_text.range_of(parameter)
    if kind == "日期":
        return "日期应写成 2026-11-24 的样子"
    return f"应为{f' {limits} 的' if limits else ''}{kind}"
