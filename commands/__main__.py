"""Accounts and the journal from the command line: ``python -m commands journal verify``."""

from commands import accounts, base, journal

app = base.Commands("用户与日志：建立第一个管理员，校验与导出操作日志")
app.command("admin")(accounts.admin)
app.add_typer(journal.app, name="journal")

if __name__ == "__main__":
    base.run(app)
