#!/usr/bin/env bash
# Prints where Chromium is, for the test of the offline page. As root on Debian it is installed when missing;
# elsewhere this says how and ends with 3.
set -euo pipefail

find_browser() {
  if [ -n "${JEJAK_CHROMIUM:-}" ]; then
    [ -x "$JEJAK_CHROMIUM" ] && echo "$JEJAK_CHROMIUM"
    return
  fi
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    command -v "$name" && return
  done
  return 1
}

install_browser() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  echo "installing chromium for the test of the offline page ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium >&2
}

find_browser && exit 0
if [ -z "${JEJAK_CHROMIUM:-}" ] && install_browser; then
  find_browser && exit 0
fi
echo "Chromium is missing, and the page verify.html cannot be tested without it. Install it (as root on Debian:" \
  "apt-get install -y --no-install-recommends chromium), or name one: JEJAK_CHROMIUM=/path/to/chromium" >&2
exit 3
