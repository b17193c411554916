"""Files that commands read and write."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.system_errors import bare_reason


class OutputError(Exception):
    """A file that cannot be written; the text says which, why and what to do."""


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
    try:
        # Devices, pipes and links are written through, not replaced by a file.
        through = out.exists() and (out.is_symlink() or not out.is_file())
        part = out if through else out.with_name(f".part-{out.name}")
        if out.is_dir():
            raise IsADirectoryError(errno.EISDIR, "")
        if make_folder:
            out.parent.mkdir(parents=True, exist_ok=True)
        if not out.parent.is_dir():
            raise OutputError(f"写不到 {out}：没有目录 {out.parent}；请换一个可写的位置")
        try:
            yield part
            if not through:
                part.replace(out)
        finally:
            if not through:
                part.unlink(missing_ok=True)
    except OSError as problem:
        raise OutputError(f"写不到 {out}：{bare_reason(problem)}；请换一个可写的位置") from problem
