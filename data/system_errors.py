"""What the operating system answers, in Chinese."""

import errno

_REASONS = {
    errno.ENOENT: "没有这个文件或目录",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "它是一个目录",
    errno.ENOTDIR: "上级路径不是目录",
    errno.EEXIST: "同名的文件已存在",
    errno.EROFS: "所在磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.ENAMETOOLONG: "名称太长",
}


def reason(problem: Exception) -> str:
    """Return why something failed: of a system error the file and the reason in Chinese.

    Args:
        problem: Any error; of one that is no system error the text as it is.
    """
    if not isinstance(problem, OSError) or problem.errno is None:
        return str(problem)
    return (
        f"{problem.filename}：{bare_reason(problem)}" if problem.filename else bare_reason(problem)
    )


def bare_reason(problem: OSError) -> str:
    """Return the reason alone, for sentences that name the file themselves."""
    if problem.errno is None:
        return "原因不明"
    return _REASONS.get(problem.errno, f"系统错误 {problem.errno}")
