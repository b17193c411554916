"""What all commands share: Chinese help, wrong usage and failures in one Chinese line each."""

import errno
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import typer
from pydantic import ValidationError
from typer.core import TyperCommand, TyperGroup

from data import parameters
from services import clock, command_help

log = logging.getLogger("command_line")
_Function = TypeVar("_Function", bound=Callable[..., Any])

_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "它是一个目录",
    errno.ENOTDIR: "上级路径不是目录",
    errno.EEXIST: "同名的文件已存在",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
}


class OutputError(Exception):
    """A file that cannot be written; the text says which, why and what to do."""


class Command(TyperCommand):
    """A command with Chinese help."""

    allow_extra_args = True  # so that the surplus is named here

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; words beyond the arguments are wrong usage."""
        surplus = super().parse_args(ctx, args)
        if surplus and not ctx.resilient_parsing:
            ctx.fail(f"多出了“{' '.join(surplus)}”，请去掉，或核对选项的写法")
        return surplus

    def get_help_option(self, ctx: Any) -> Any:
        """Return ``--help``, explained in Chinese."""
        return _explained(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(command_help.help_text(ctx))


class Group(TyperGroup):
    """The commands of a package; the entry that turns what goes wrong into one Chinese line."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse; no word at all shows the help on stderr, as wrong usage."""
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help(), err=True)
            raise typer.Exit(2)
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
        formatter.write(command_help.help_text(ctx))

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
            text = failure_line(problem)
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


def failure_line(problem: Exception) -> str | None:
    """Say in one Chinese line what failed; None for what is a fault of the program itself."""
    if isinstance(problem, OutputError):
        return f"未完成：{problem}"
    return _database_line(problem) or (
        f"未完成：{reason(problem)}；请核对路径与权限后再试"
        if isinstance(problem, OSError)
        else None
    )


def reason(problem: Exception) -> str:
    """Return what an error says; of the system's errors the file and the reason in Chinese."""
    if not isinstance(problem, OSError) or problem.errno is None:
        return str(problem)
    why = _REASONS.get(problem.errno, f"系统错误 {problem.errno}")
    return f"{problem.filename}：{why}" if problem.filename else why


def unreadable(path: Path) -> str:
    """Say why there is no file to read at a path; empty where there is one."""
    if path.is_dir():
        return f"{path} 是目录，请给出文件"
    return "" if path.exists() else f"找不到文件 {path}，请核对路径"


@contextmanager
def whole_file(out: Path, *, make_folder: bool = False) -> Iterator[Path]:
    """Give a path to write to; it becomes ``out`` when all went well, so never half a file.

    Raises:
        OutputError: There cannot be written; says why and what to do.
    """
    # Devices, pipes and links are written through, not replaced by a file.
    through = out.exists() and (out.is_symlink() or not out.is_file())
    part = out if through else out.with_name(f".part-{out.name}")
    try:
        if out.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if make_folder:
            out.parent.mkdir(parents=True, exist_ok=True)
        if not out.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "", str(out.parent))
        try:
            yield part
            if not through:
                part.replace(out)
        finally:
            if not through:
                part.unlink(missing_ok=True)
    except OSError as problem:
        why = _REASONS.get(problem.errno or 0, f"系统错误 {problem.errno}")
        raise OutputError(f"写不到 {out}：{why}；请换一个可写的位置") from problem


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
        option = next(
            (p for p in getattr(context and context.command, "params", ()) if spelled in p.opts),
            None,
        )
        if option is not None and option.is_flag:
            return f"选项 {spelled} 后面不带值"
        about = f"（{option.help}）" if option is not None else ""
        return f"选项 {spelled} 后面缺少值{about}，请补上"
    parameter = getattr(problem, "param", None)
    if parameter is None:
        return problem.message
    name = command_help.name_of(parameter)
    if hasattr(problem, "param_type"):
        word = "选项" if parameter.param_type_name == "option" else "参数"
        return f"缺少{word} {name}（{parameter.help}），请补上"
    cause = problem.__cause__
    if not isinstance(cause, ValidationError):
        return f"{name}：{problem.message}"
    return f"{name} 不能是“{cause.errors()[0]['input']}”，{_expected(parameter)}"


def _expected(parameter: Any) -> str:
    if choices := command_help.choices_of(parameter):
        return f"可用 {'、'.join(choices)}"
    kind, limits = command_help.kind_of(parameter), command_help.range_of(parameter)
    if kind == "日期":
        return "日期应写成 2026-11-24 的样子"
    return f"应为{f' {limits} 的' if limits else ''}{kind}"


def _database_line(problem: Exception) -> str | None:
    """Say what is wrong with the database; None where the problem is not one of it."""
    from alembic.util import CommandError
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

    from services import connection

    remedy = "请核对环境变量 RESPONSE_DATABASE_URL"
    if not isinstance(
        problem, (SQLAlchemyError, sqlite3.Error, CommandError, ImportError, ValueError)
    ):
        return None
    try:
        address = make_url(connection.database_url())
    except (ArgumentError, ValueError):
        return f"数据库地址不能理解；{remedy}，应如 sqlite:////目录/response.db"
    where = f"数据库 {address.render_as_string(hide_password=True)} "
    if isinstance(problem, NoSuchModuleError):
        return f"{where}不能使用：没有名为 {address.drivername} 的驱动；{remedy}"
    if isinstance(problem, ImportError):
        driver = address.get_driver_name()
        if (problem.name or "").lower() != driver.lower():
            return None
        return f"{where}不能使用：未安装驱动 {driver}；请安装它，或{remedy.removeprefix('请')}"
    if isinstance(problem, CommandError):
        return f"{where}的结构不是本程序所知的版本；请更新程序，或{remedy.removeprefix('请')}"
    if isinstance(problem, (SQLAlchemyError, sqlite3.Error)):
        return (
            f"{where}不能使用：{_database_reason(str(getattr(problem, 'orig', problem)))}；{remedy}"
        )
    return None


def _database_reason(text: str) -> str:
    known = {
        "not a database": "该文件不是数据库",
        "unable to open": "打不开，目录不存在或没有权限",
        "readonly": "没有写的权限",
        "locked": "正被别的程序占用，请稍后再试",
        "malformed": "文件已损坏，请从备份恢复",
        "disk is full": "磁盘已满",
        "refused": "连接被拒绝，请确认数据库服务已启动",
        "password": "用户名或密码不对",
    }
    lines = text.strip().splitlines() or ["原因不明"]
    return next((said for sign, said in known.items() if sign in text), f"“{lines[0]}”")
