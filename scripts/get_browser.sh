#!/bin/sh
# Chromium and a Chinese font for the browser tests: installed where that is possible.
have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_font() { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh family 2>/dev/null)" ]; }

if have_browser && have_font; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "正在安装浏览器测试所需的 Chromium 与中文字体……"
    export DEBIAN_FRONTEND=noninteractive
    if apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; then
        exit 0
    fi
fi
echo "没有 Chromium 或中文字体，也无法安装：浏览器测试将跳过" >&2
exit 0
