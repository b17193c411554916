import os
import threading

import pytest

from commands.output_files import OutputError, unreadable, whole_file


def test_the_new_file_appears_only_when_it_is_whole(tmp_path):
    out = tmp_path / "表.csv"
    with whole_file(out) as part:
        part.write_text("一半", encoding="utf-8")
        assert not out.exists()
    assert out.read_text(encoding="utf-8") == "一半"
    assert list(tmp_path.iterdir()) == [out]


def test_what_breaks_off_leaves_nothing_behind(tmp_path):
    with pytest.raises(UnicodeEncodeError), whole_file(tmp_path / "表.csv") as part:
        part.write_text("half 半", encoding="ascii")
    assert list(tmp_path.iterdir()) == []


def test_the_folder_is_made_only_where_that_was_asked_for(tmp_path):
    out = tmp_path / "甲" / "乙" / "表.csv"
    with pytest.raises(OutputError, match=f"没有目录 {out.parent}；请换一个"), whole_file(out):
        pass
    assert not (tmp_path / "甲").exists()
    with whole_file(out, make_folder=True) as part:
        part.write_text("新", encoding="utf-8")
    assert out.read_text(encoding="utf-8") == "新"


def test_a_pipe_is_written_through(tmp_path):
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text(encoding="utf-8")))
    reader.start()
    with whole_file(pipe) as part:
        part.write_text("流过", encoding="utf-8")
    reader.join(5)
    assert got == ["流过"]
    assert pipe.is_fifo()


def test_a_link_to_nowhere_is_no_file_to_read(tmp_path):
    link = tmp_path / "链"
    link.symlink_to(tmp_path / "无")
    assert unreadable(link) == f"找不到文件 {link}，请核对路径"
