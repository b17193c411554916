#!/bin/sh
# Make the virtual environment in $1 with everything running and checking need.
set -eu
venv=$1
python=${PYTHON:-python3}

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])') || {
    echo "找不到 $python，请先安装 Python 3.11" >&2
    exit 1
}
case $version in
3.11 | 3.12 | 3.13) ;;
*)
    echo "需要 Python 3.11，现为 $version；可用 make PYTHON=python3.11 指定" >&2
    exit 1
    ;;
esac

if ! [ -x "$venv/bin/python" ]; then
    if ! "$python" -m venv "$venv" 2>/dev/null; then
        # Debian ships venv apart from Python.
        rm -rf "$venv"
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            apt-get update -qq && apt-get install -y -qq "python$version-venv" >/dev/null
            "$python" -m venv "$venv"
        else
            echo "Python 缺少 venv 模块，请先安装 python$version-venv" >&2
            exit 1
        fi
    fi
fi
echo "正在安装依赖（首次约一两分钟）……"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
touch "$venv/.ready"
