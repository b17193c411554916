"""``make admin``: the first administrator, which ends demonstration mode."""

import getpass
import logging
import os

import typer

from services import account_records, connection, passwords

log = logging.getLogger("accounts")

NAME, DISPLAY_NAME, PASSWORD = (
    "RESPONSE_ADMIN_NAME",
    "RESPONSE_ADMIN_DISPLAY_NAME",
    "RESPONSE_ADMIN_PASSWORD",
)
"""Environment variables that stand for the questions, for scripts."""


def admin() -> None:
    """建立第一个管理员并结束演示模式；无人值守时用 RESPONSE_ADMIN_ 开头的环境变量代替提问。

    变量为 RESPONSE_ADMIN_NAME 用户名、RESPONSE_ADMIN_DISPLAY_NAME 姓名、RESPONSE_ADMIN_PASSWORD 密码。
    """
    sessions = connection.sessions()
    if connection.accounts_exist():
        log.error("已有账户，不能再用本命令建立；请由管理员在“用户日志”页添加")
        raise typer.Exit(1)
    try:
        name = os.environ.get(NAME) or _asked("用户名（小写字母和数字）：")
        display_name = os.environ.get(DISPLAY_NAME) or _asked("姓名：")
        password = os.environ.get(PASSWORD) or _asked_password(name, display_name)
        account_records.create_first(sessions, name, display_name, password)
    except (account_records.AccountError, passwords.WeakPasswordError) as problem:
        log.error("%s", problem)
        raise typer.Exit(1) from problem
    typer.echo(f"已建立管理员 {display_name}，演示模式结束；请打开本工具登录，再添加其他用户")


def _asked(question: str) -> str:
    try:
        return input(question)
    except EOFError as problem:
        raise account_records.AccountError(
            f"没有输入；无人值守时请设环境变量 {NAME}、{DISPLAY_NAME} 和 {PASSWORD}"
        ) from problem


def _asked_password(name: str, display_name: str) -> str:
    """Ask twice, and again while it will not do."""
    while True:
        try:
            first = getpass.getpass(f"密码（至少 {passwords.SHORTEST} 个字符，输入时不显示）：")
            passwords.check(first, name, display_name)
            if getpass.getpass("再输一遍：") == first:
                return first
        except passwords.WeakPasswordError as problem:
            typer.echo(str(problem), err=True)
        except EOFError as problem:
            raise account_records.AccountError(
                f"没有输入密码；无人值守时请设环境变量 {PASSWORD}"
            ) from problem
        else:
            typer.echo("两遍不一致，请重输", err=True)
