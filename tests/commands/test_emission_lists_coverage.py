import json

from typer.testing import CliRunner

from emission_lists.__main__ import app

RUN = CliRunner()


def run(*words):
    return RUN.invoke(app, ["coverage", *map(str, words)])


def test_a_list_is_compared_with_the_register(list_file, tmp_path, settings):
    register = tmp_path / "名录.csv"
    register.write_text(
        "单位名称,许可证编号\n示例QY1有限公司,甲1\n漏列的厂,甲2\n", encoding="gb18030"
    )
    result = run(list_file, "--register", register, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert found["register"] == 2
    assert [issue["found"] for issue in found["issues"]] == [
        "示例QY2有限公司", "示例QY3有限公司", "漏列的厂",
    ]  # fmt: skip


def test_a_register_that_cannot_be_read_is_named(list_file, tmp_path, settings, caplog):
    register = tmp_path / "名录.csv"
    register.write_text("甲,乙\n1,2\n", encoding="utf-8")
    assert run(list_file, "--register", register).exit_code == 1
    assert "找不到 单位名称、统一社会信用代码、许可证编号" in caplog.text
    assert run(list_file, "--register", tmp_path / "没有.csv").exit_code == 1
    assert run(list_file).exit_code == 2
