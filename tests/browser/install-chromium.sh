#!/bin/sh
# Installs Debian's Chromium (and a font with emoji) for the browser tests, if it is not there yet.
set -eu

if [ -x /usr/bin/chromium ] && fc-list 2>/dev/null | grep -qi emoji; then
  exit 0
fi

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  as_root="sudo"
fi

$as_root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq chromium fonts-noto-color-emoji fontconfig
