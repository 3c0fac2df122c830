#!/usr/bin/env bash
# Puts Debian's chromium on this machine, which test/e2e drives. Does nothing where a chromium is there already
# (on the PATH, or named in CHROMIUM). Needs root on a Debian or Ubuntu system; elsewhere it says what to install.
set -euo pipefail
if [ -n "${CHROMIUM:-}" ] && [ -x "$CHROMIUM" ]; then exit 0; fi
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "installing chromium ..." >&2
  export DEBIAN_FRONTEND=noninteractive
  apt-get install -y --no-install-recommends chromium >&2 || { apt-get update >&2 && apt-get install -y --no-install-recommends chromium >&2; }
  exit 0
fi
echo "No chromium was found, and this script may not install one here (it needs root and apt-get)." >&2
echo "Install chromium or Chrome, or name its program in the variable CHROMIUM, then run this again." >&2
exit 1
