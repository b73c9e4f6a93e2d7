#!/usr/bin/env bash
# What the tests need beside Python: PostgreSQL, nginx, ClamAV, SoftHSM, Chromium, fonts for its pages and for rare signs in letters, poppler.
# As root on Debian it installs what is missing; elsewhere it says exactly what is missing and fails.
set -euo pipefail

missing=()
command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
[ -x /usr/sbin/clamd ] || missing+=(clamav-daemon)
command -v chromium-headless-shell >/dev/null || { [ "$(id -u)" -ne 0 ] && command -v chromium >/dev/null; } || missing+=(chromium-headless-shell)
command -v pdftoppm >/dev/null || missing+=(poppler-utils)
fc-list ':lang=zh' 2>/dev/null | grep -q . || missing+=(fontconfig fonts-noto-cjk)
[ -f /usr/lib/softhsm/libsofthsm2.so ] || missing+=(softhsm2)
[ -f /usr/share/fonts/truetype/hanazono/HanaMinB.ttf ] || missing+=(fonts-hanazono)
[ -f /usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf ] || missing+=(fonts-babelstone-han)
[ "${1:-}" = java ] && ! command -v java >/dev/null && missing+=(default-jre-headless)  # for Spark only
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
  echo "Installing for the tests: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=300 update
  apt-get -qq -o DPkg::Lock::Timeout=300 install --yes --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "The tests need these Debian packages (or their like on your system): ${missing[*]}" >&2
  echo "Install them, for example: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
  exit 1
fi
