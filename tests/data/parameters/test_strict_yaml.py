import pytest

from data.parameters import strict_yaml


def test_days_numbers_and_shared_pieces_are_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: &x {b: 1}\nc: *x\nd: 2026-03-01\n", encoding="utf-8")
    read = strict_yaml.read(path)
    assert read["c"] == {"b": 1}
    assert read["d"].isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\na: 2\n", "第 2 行"), ("a:\n  b: 1\n  c: 1\n  b: 1\n", "第 4 行"), ("a: {b: 1, b: 2}", "第 1 行")],
)  # fmt: skip
def test_a_key_that_stands_twice_is_named_with_its_line(text, line, tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(strict_yaml.StrictYamlError, match=f"{line}键重复"):
        strict_yaml.read(path)


def test_a_tab_is_named_with_line_and_column(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\nb:\n\tc: 2\n", encoding="utf-8")
    with pytest.raises(strict_yaml.StrictYamlError, match="第 3 行第 1 列不是合法的 YAML"):
        strict_yaml.read(path)
