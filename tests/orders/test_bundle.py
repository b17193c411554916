import csv
import hashlib
import io
import zipfile
from dataclasses import replace

import pytest

from data.vocabulary import Emitted
from orders.bundle import INDEX, LINES, SUMMARY, ZIP, ExportError, bundle, line_list


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"))))


@pytest.fixture
def exported(tmp_path, issue, drafts, template):
    return bundle(
        issue, drafts.orders, template, out_dir=tmp_path / "出", not_ordered=drafts.not_ordered
    )


def test_documents_lie_by_county_and_the_index_names_each(exported, tmp_path):
    folder = tmp_path / "出"
    index = rows((folder / INDEX).read_bytes())
    assert [row["path"] for row in index] == [
        "城东区/示例QY1焦化有限公司_示应急令〔2026〕3-0001.docx",
        "城南区/示例QY2焦化有限公司_示应急令〔2026〕3-0002.docx",
    ]
    assert index == exported.to_json()["files"]
    for row in index:
        assert hashlib.sha256((folder / row["path"]).read_bytes()).hexdigest() == row["sha256"]


def test_the_json_has_the_shape_scripts_rely_on(exported):
    result = exported.to_json()
    assert set(result) == {"alert", "orders", "failed", "files"}
    assert (result["alert"], result["orders"], result["failed"]) == ("990100-2026-03", 2, [])
    assert set(result["files"][0]) == {"path", "sha256", "order", "enterprise"}


def test_orders_csv_has_a_row_per_line_with_the_amounts_to_cut(exported, tmp_path, every_kind):
    content = (tmp_path / "出" / LINES).read_bytes()
    assert content.decode("utf-8").splitlines()[0] == (
        "order,enterprise_id,line_id,measure,cut_fraction,pm_kg,so2_kg,nox_kg,vocs_kg,"
        "start,end,rule,reference"
    )
    given_lines = every_kind.set_index("line_id")
    listed = rows(content)
    assert len(listed) == 8
    for row in listed:
        source = given_lines.loc[row["line_id"]]
        assert float(row["cut_fraction"]) == source["cut_fraction"]
        for pollutant in Emitted:
            assert float(row[pollutant.column]) == source[pollutant.cut_column]
        assert (row["start"], row["end"]) == ("2026-11-24T00:00", "2026-11-27T00:00")
        assert (row["rule"], row["reference"]) == (source["rule"], source["reference"])


def test_the_zip_holds_the_same_files_as_the_folder(exported, tmp_path):
    folder = tmp_path / "出"
    with zipfile.ZipFile(folder / ZIP) as archive:
        assert archive.testzip() is None
        assert {SUMMARY, INDEX, LINES} < set(archive.namelist())
        for name in archive.namelist():
            assert archive.read(name) == (folder / name).read_bytes()
    lying = {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    assert lying == {ZIP, *zipfile.ZipFile(folder / ZIP).namelist()}
    assert exported.zip_path == folder / ZIP


def test_in_memory_the_zip_is_the_same_to_the_byte(exported, issue, drafts, template):
    again = bundle(issue, drafts.orders, template, not_ordered=drafts.not_ordered)
    assert again.zip_path is None
    assert again.zip_bytes == exported.zip_path.read_bytes()
    assert again.files == exported.files


def test_a_broken_enterprise_never_stops_the_rest(tmp_path, issue, drafts, template, caplog):
    class Breaking:
        def render(self, order):
            if order.enterprise_id == "QY1":
                raise RuntimeError("坏字")
            return template.render(order)

    result = bundle(issue, drafts.orders, Breaking(), out_dir=tmp_path)
    assert [file.enterprise for file in result.files] == ["示例QY2焦化有限公司"]
    (failure,) = result.failed
    assert (failure.order, failure.enterprise) == ("示应急令〔2026〕3-0001", "示例QY1焦化有限公司")
    assert "坏字" in failure.reason
    assert "未能生成" in caplog.text
    assert {row["enterprise_id"] for row in rows((tmp_path / LINES).read_bytes())} == {"QY1", "QY2"}


def test_progress_is_told_after_every_document(issue, drafts, template):
    told = []
    bundle(issue, drafts.orders, template, progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_an_export_that_is_broken_off_leaves_no_index_and_no_zip(tmp_path, issue, drafts, template):
    bundle(issue, drafts.orders, template, out_dir=tmp_path)

    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bundle(issue, drafts.orders, template, out_dir=tmp_path, progress=stop)
    assert not {INDEX, ZIP, f"{ZIP}.part"} & {p.name for p in tmp_path.iterdir()}


def test_a_folder_that_cannot_be_written_is_named(tmp_path, issue, drafts, template):
    (tmp_path / "文件").write_text("不是目录")
    with pytest.raises(ExportError, match=r"文件/下级 失败.*请确认该目录可写"):
        bundle(issue, drafts.orders, template, out_dir=tmp_path / "文件" / "下级")


def test_cells_a_spreadsheet_would_calculate_are_guarded(drafts):
    line = replace(drafts.orders[0].lines[0], measure="=cmd()", rule="@a", reference="-1")
    (row,) = rows(line_list([replace(drafts.orders[0], lines=(line,))]))
    assert (row["measure"], row["rule"], row["reference"]) == ("'=cmd()", "'@a", "'-1")


def test_no_orders_still_give_a_bundle_that_says_so(issue, template):
    result = bundle(issue, [], template)
    assert result.to_json() == {"alert": "990100-2026-03", "orders": 0, "failed": [], "files": []}
    assert set(zipfile.ZipFile(io.BytesIO(result.zip_bytes)).namelist()) == {SUMMARY, INDEX, LINES}
