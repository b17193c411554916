"""Damaged workbooks by seed: what comes in by mail, from old programs, or from ill will."""

import io
import random
import struct
import zipfile
from functools import cache

import openpyxl

from emission_lists import workbook as template
from tests.emission_lists import messy

_GARBAGE = (
    "", " ", "　", "约30吨", "见附件", "#REF!", "#DIV/0!", "=1/0", "=CMD|'/c calc'!A1", "@SUM(A1)", "1,2,3",
    "１２，３４５．６", "1e308", "1e400", "-1", "NaN", "inf", "-inf", "0x1F", "30%", "三十", "٣٠", "\u202e反",
    "𠮷野家", "😀" * 50, "长" * 40_000, "a\nb\tc", "_x0000_", "\ufeff编号", "'; DROP TABLE line;--", "2026-13-45",
    "0000-00-00", "9999-12-31", "1900-02-29", "true", "null", "None", "是否", "否 ", "A++", "焦 化", "∞", "½", "\u200b",
    float(10**18), -0.0, 1e-320, 3.0000000001, True, 0, -5, 10**15, 2**63,
)  # fmt: skip
_NOT_WORKBOOKS = (
    "企业编号,企业名称\nQY1,甲\n".encode(), "企业编号,企业名称\n".encode("gb18030"),
    "企业编号\t企业名称\n".encode("utf-16"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096),
    "<html><table><tr><td>企业</td></tr></table></html>".encode(), b"%PDF-1.7\n" + bytes(500),
    b"\x89PNG\r\n\x1a\n" + bytes(300), b"", b"PK", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"\x00" * 5000,
    b'{"lines": []}', b"\x1f\x8b\x08" + bytes(100), b"Rar!\x1a\x07\x00" + bytes(64),
)  # fmt: skip
_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "haha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b"]>"
)
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@cache
def sound(kind):
    """A sound workbook to be damaged: the template filled, or another layout."""
    if kind == "messy":
        return messy.workbook()
    from data import samples

    enterprises, lines, totals = samples.enterprises()[:3]
    few = enterprises.tail(4)
    own = lines[lines["enterprise_id"].isin(few["enterprise_id"])]
    return template.filled({"企业": few, "生产线": own, "全社会排放量": totals})


def damaged(seed):
    """Return the kind of damage and the file."""
    chance = random.Random(seed)
    kinds, weights = zip(*_KINDS.items(), strict=True)
    kind = chance.choices(kinds, weights)[0]
    base = sound(chance.choice(["template", "template", "messy"]))
    return kind.__name__.strip("_"), kind(base, chance)


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def _bytes_flipped(base, chance):
    content = bytearray(base)
    for _ in range(chance.choice([1, 3, 20, 200])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    return bytes(content)


def _truncated(base, chance):
    return base[: chance.randrange(len(base))]


def _hole(base, chance):
    start = chance.randrange(len(base))
    return base[:start] + base[start + chance.randrange(1, 5000) :]


def _rearranged(base, chance):
    cut = sorted(chance.randrange(len(base)) for _ in range(2))
    return base[: cut[0]] + base[cut[1] :] + base[cut[0] : cut[1]]


def _no_workbook(_base, chance):
    return chance.choice(_NOT_WORKBOOKS)


def _part_damaged(base, chance):
    parts = parts_of(base)
    name = chance.choice(sorted(parts))
    content = bytearray(parts[name])
    for _ in range(chance.choice([1, 2, 10, 100])):
        where = chance.randrange(len(content) or 1)
        match chance.randrange(4):
            case 0:
                content[where : where + 1] = bytes([chance.randrange(256)])
            case 1:
                del content[where : where + chance.randrange(1, 200)]
            case 2:
                content[where:where] = content[where : where + chance.randrange(1, 300)]
            case _:
                content[where:where] = chance.choice(
                    [b"<", b">", b"&", b"]]>", b"<!--", b"\x00", b'"', b"<c r='A1'>", b"&#x0;"]
                )
    return packed({**parts, name: bytes(content)})


def _part_missing(base, chance):
    parts = parts_of(base)
    for _ in range(chance.choice([1, 1, 3])):
        parts.pop(chance.choice(sorted(parts)))
    return packed(parts)


def _parts_swapped(base, chance):
    parts = parts_of(base)
    one, other = chance.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return packed(parts)


def _part_twice(base, chance):
    target, parts = io.BytesIO(), parts_of(base)
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            name = chance.choice(sorted(parts))
            package.writestr(name, parts[name][: chance.randrange(len(parts[name]) + 1)])
    return target.getvalue()


def _sheet_xml(base, chance):
    """Well-formed nonsense in a sheet: references, types, dimensions, order."""
    parts = parts_of(base)
    name = chance.choice([one for one in sorted(parts) if one.startswith("xl/worksheets/sheet")])
    old, new = chance.choice([
        (b' t="s"', b' t="e"'), (b' t="s"', b' t="b"'), (b' t="s"', b' t="n"'), (b' t="s"', b' t="d"'),
        (b"<v>", b"<v>9999999"), (b"<v>", b"<v>-"), (b'r="A', b'r="ZZZZ'), (b'r="B', b'r="A'),
        (b'<row r="2"', b'<row r="99999999999"'), (b'<row r="3"', b'<row r="0"'), (b"</row>", b""),
        (b'<dimension ref="', b'<dimension ref="A1:XFD1048576" x="'), (b"<v>", b"<f>1/0</f><v>"),
        (b"<v>", b"<f>"), (b"<sheetData>", b"<sheetData><row/><row r='x'/>"), (b' s="', b' s="99999'),
        (b"<c r=", b"<c x="), (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B5:A2"/><mergeCell ref="??"/></mergeCells>'),
        (b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:A9"/><mergeCell ref="B3:F3"/></mergeCells>'),
    ])  # fmt: skip
    count = chance.choice([1, 3, -1])
    return packed({**parts, name: parts[name].replace(old, new, count)})


def _cells(base, chance):
    book = openpyxl.load_workbook(io.BytesIO(base))
    for _ in range(chance.choice([1, 3, 10, 60])):
        sheet = book[chance.choice(book.sheetnames)]
        row, place = (
            chance.randrange(1, sheet.max_row + 3),
            chance.randrange(1, sheet.max_column + 2),
        )
        cell = sheet.cell(row, place)
        if isinstance(cell, openpyxl.cell.MergedCell):
            continue
        value = chance.choice(_GARBAGE)
        try:
            cell.value = value
        except (ValueError, openpyxl.utils.exceptions.IllegalCharacterError):
            cell.value = "坏"
        if chance.random() < 0.1:
            cell.number_format = chance.choice(["yyyy-mm-dd", "0%", "@", "[h]:mm"])
    return _saved(book)


def _sheets(base, chance):
    book = openpyxl.load_workbook(io.BytesIO(base))
    for _ in range(chance.choice([1, 2, 4])):
        sheet = book[chance.choice(book.sheetnames)]
        match chance.randrange(11):
            case 0 if len(book.sheetnames) > 1:
                del book[sheet.title]
            case 1:
                sheet.title = chance.choice(["Sheet1", "生产线 ", "企业(2)", "表" * 31, "a'b"])
            case 2 if len(book.sheetnames) < 12:
                book.copy_worksheet(sheet)
            case 3:
                sheet.sheet_state = chance.choice(["hidden", "veryHidden"])
            case 4:
                sheet.delete_rows(1, chance.choice([1, 2, 3, sheet.max_row]))
            case 5:
                sheet.insert_rows(1, chance.choice([1, 5, 20, 300]))
            case 6:
                sheet.delete_cols(chance.randrange(1, sheet.max_column + 1), chance.choice([1, 5]))
            case 7:
                sheet.insert_cols(chance.randrange(1, sheet.max_column + 1), chance.choice([1, 30]))
            case 8:  # a header twice
                cell = sheet.cell(1, chance.randrange(1, sheet.max_column + 1))
                if not isinstance(cell, openpyxl.cell.MergedCell):
                    cell.value = sheet.cell(1, chance.randrange(1, sheet.max_column + 1)).value
            case 9:
                row, place = chance.randrange(1, sheet.max_row + 1), chance.randrange(1, 8)
                sheet.merge_cells(start_row=row, start_column=place, end_row=row + chance.randrange(4),
                                  end_column=place + chance.randrange(3))  # fmt: skip
            case _:
                sheet["XFD1048576" if chance.random() < 0.5 else "CB5000"] = "x"
                break  # openpyxl itself would lay out the whole sheet in the next step
    if all(sheet.sheet_state != "visible" for sheet in book.worksheets):
        book.worksheets[0].sheet_state = "visible"
    return _saved(book)


def _entities(base, chance):
    parts = parts_of(base)
    name = chance.choice([n for n in sorted(parts) if n.endswith((".xml", ".rels"))])
    head, word = chance.choice([(_LAUGHS, b"&j;"), (_LAUGHS, b"&d;"), (_OUTSIDE, b"&a;")])
    body = parts[name].split(b"?>", 1)[-1]
    where = body.find(b">", len(body) // 2) + 1
    return packed({**parts, name: head + body[:where] + word + body[where:]})


def _deep(base, chance):
    parts = parts_of(base)
    name = chance.choice([n for n in sorted(parts) if n.endswith((".xml", ".rels"))])
    depth = chance.choice([500, 20_000])
    return packed(
        {**parts, name: parts[name].replace(b"</", b"<x>" * depth + b"</x>" * depth + b"</", 1)}
    )


def _macros(base, chance):
    parts = parts_of(base)
    parts["xl/vbaProject.bin"] = b"\xd0\xcf\x11\xe0" + chance.randbytes(2000)
    types = "[Content_Types].xml"
    parts[types] = parts[types].replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    return packed(parts)


def _bomb(base, chance):
    """Sheets that swell: declared sizes true or forged."""
    parts = parts_of(base)
    name = chance.choice([one for one in sorted(parts) if one.startswith("xl/worksheets/sheet")])
    swollen = chance.choice([20, 80, 700]) * 2**20
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for one, content in parts.items():
            if one != name:
                package.writestr(one, content)
        with package.open(name, "w", force_zip64=True) as part:
            cut = parts[name].find(b"</sheetData>")
            part.write(parts[name][:cut])
            for _ in range(swollen // 2**20):
                part.write(b" " * 2**20)
            part.write(parts[name][cut:])
    content = target.getvalue()
    if chance.random() < 0.5:  # the directory says the part is small
        content = _forged(content, name.encode())
    return content


def _forged(content, name):
    """Lie about the unpacked size of a part in the central directory."""
    start = content.rfind(b"PK\x01\x02", 0, content.rfind(name))
    if start < 0:
        return content
    return content[: start + 24] + struct.pack("<I", 1000) + content[start + 28 :]


def _many_rows(base, chance):
    """Up to a million rows with nothing in them, or with formatted empty cells."""
    parts = parts_of(base)
    name = chance.choice([one for one in sorted(parts) if one.startswith("xl/worksheets/sheet")])
    rows, form = chance.choice([
        (1_000_000, b'<row r="%d"/>'), (150_000, b'<row r="%d"><c r="A%d" s="1"/></row>'),
        (1_000_000, b'<row r="%d"><c r="A%d" s="1"/></row>'),
        (50_000, b'<row r="%d"><c r="B%d" t="str"><v> </v></c></row>'),
    ])  # fmt: skip
    both = form.count(b"%d") == 2
    added = b"".join(form % ((n, n) if both else n) for n in range(300, 300 + rows))
    return packed({**parts, name: parts[name].replace(b"</sheetData>", added + b"</sheetData>")})


def _saved(book):
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


_KINDS = {
    _bytes_flipped: 12, _truncated: 6, _hole: 6, _rearranged: 4, _no_workbook: 5, _part_damaged: 24,
    _part_missing: 6, _parts_swapped: 4, _part_twice: 4, _sheet_xml: 16, _cells: 30, _sheets: 30,
    _entities: 8, _deep: 4, _macros: 2, _bomb: 0.6, _many_rows: 0.8,
}  # fmt: skip
