# Shared by script/server and script/test: brings the machine to the state the product needs, redoing only what changed.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf '%s\n' "▸ $*"; }
die() { printf '%s\n' "✗ $*" >&2; exit 1; }

# --- Debian packages: installed when root, else the exact command is printed ---------------------------------------
need_packages() { # need_packages PACKAGE… : what dpkg does not have
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing=()
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  local install="apt-get install -y --no-install-recommends ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || die "System packages are missing. Run: sudo apt-get update && sudo $install"
  say "System packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq >/dev/null && $install -qq >/dev/null || die "This failed: $install"
}

# --- Python ---------------------------------------------------------------------------------------------------------
find_python() {
  for name in python3 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  die "Python 3.11 or newer is needed (sudo apt-get install python3)."
}

stamp_of() { cat "$@" | cksum | tr -d ' '; }

setup_python() { # setup_python base|dev
  local wanted="requirements/$1.txt" python stamp
  if [ ! -x .venv/bin/python ]; then
    python=$(find_python)
    "$python" -c 'import ensurepip' 2>/dev/null || need_packages python3-venv
    say "Virtual environment in .venv"
    "$python" -m venv .venv || die "This failed: $python -m venv .venv (on Debian: sudo apt-get install python3-venv)"
  fi
  stamp=$(stamp_of "$wanted")
  [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$stamp" ] && return 0
  say "Python packages of $wanted"
  [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --require-hashes -r requirements/tools.txt
  [ -n "${PIP_INDEX_URL:-}" ] && export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$wanted" ||
    .venv/bin/python -m pip install -q --require-hashes -r "$wanted"
  echo "$stamp" >".venv/.installed-$1"
}

# --- Front-end files: the machine’s npm, else the one that a Python wheel brings --------------------------------------
setup_assets() {
  local stamp npm=npm
  stamp=$(stamp_of package.json package-lock.json)
  if [ "$(cat node_modules/.installed 2>/dev/null)" != "$stamp" ]; then
    if ! command -v npm >/dev/null 2>&1; then
      [ -x .venv/bin/npm ] || .venv/bin/python -m pip install -q --require-hashes -r requirements/node.txt
      npm=.venv/bin/npm
      PATH="$PWD/.venv/bin:$PATH"
    fi
    say "Front-end packages of package-lock.json"
    "$npm" ci --silent --no-audit --no-fund --ignore-scripts
    echo "$stamp" >node_modules/.installed
  fi
  .venv/bin/python script/assets.py
}

setup() { # setup base|dev PACKAGE… : everything above, in order
  local set="$1"
  shift
  need_packages libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "$@"
  setup_python "$set"
  setup_assets
}
