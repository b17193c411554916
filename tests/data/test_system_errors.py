import os

import pytest

from data.system_errors import bare_reason, reason


def failure(act):
    with pytest.raises(OSError, match="Errno") as caught:
        act()
    return caught.value


def test_real_errors_of_the_system_are_said_in_chinese_with_the_file(tmp_path):
    file = tmp_path / "甲"
    file.touch()
    for act, said in (
        ((tmp_path / "无").read_text, f"{tmp_path / '无'}：没有这个文件或目录"),
        (tmp_path.read_text, f"{tmp_path}：它是一个目录"),
        ((file / "乙").read_text, f"{file / '乙'}：上级路径不是目录"),
        (file.mkdir, f"{file}：同名的文件已存在"),
        ((tmp_path / ("长" * 200)).read_text, f"{tmp_path / ('长' * 200)}：名称太长"),
    ):
        assert reason(failure(act)) == said


def test_without_a_file_the_reason_stands_alone():
    problem = failure(lambda: os.write(-1, b""))
    assert reason(problem) == bare_reason(problem) == f"系统错误 {problem.errno}"


def test_a_permission_is_one_however_the_system_numbers_it():
    assert bare_reason(PermissionError(1, "")) == bare_reason(PermissionError(13, "")) == "没有权限"


def test_what_is_no_numbered_error_is_said_as_it_is():
    assert reason(ValueError("第 3 行不对")) == "第 3 行不对"
    assert reason(OSError("断开")) == "断开"
    assert bare_reason(OSError("断开")) == "原因不明"
