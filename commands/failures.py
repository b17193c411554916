"""Failures that are no fault of the program, in one Chinese line: the database, files."""

import sqlite3

from commands.output_files import OutputError
from data.system_errors import reason


def failure_line(problem: Exception) -> str | None:
    """Say in one Chinese line what failed; None for what is a fault of the program itself."""
    if isinstance(problem, OutputError):
        return f"未完成：{problem}"
    return _database_line(problem) or (
        f"未完成：{reason(problem)}；请核对路径与权限后再试"
        if isinstance(problem, OSError)
        else None
    )


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
