#!/usr/bin/env bash
# Makes .venv with exactly what uv.lock says. Finds uv and Python 3.10, or gets them; needs no account and no answer.
#   scripts/setup.sh          what the assistant needs to run
#   scripts/setup.sh tests    the same, and the Debian packages that the tests use (when root; says what is missing otherwise)
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_uv() {
    if command -v uv >/dev/null 2>&1; then echo uv; return; fi
    if [ -x var/tools/uv/bin/uv ]; then echo var/tools/uv/bin/uv; return; fi
    say "uv is not installed: putting it into var/tools (nothing outside this folder changes)."
    python3 -m venv var/tools/uv >&2 || { say "python3 with venv is needed to get uv: install python3-venv, or uv itself (https://docs.astral.sh/uv)."; exit 1; }
    var/tools/uv/bin/python -m pip install --quiet --disable-pip-version-check uv >&2
    echo var/tools/uv/bin/uv
}

# Rasa 3.6 runs on Python 3.8 to 3.10. pyenv's shim of an inactive version answers "command not found", so it is asked to run.
find_python() {
    for candidate in "${PYENV_ROOT:-${HOME:-}/.pyenv}"/versions/3.10.*/bin/python "$(command -v python3.10 || true)"; do
        if [ -x "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 10))' 2>/dev/null; then
            echo "$candidate"; return
        fi
    done
    say "No Python 3.10 found: uv downloads one."
    "$1" python install 3.10 >&2 || { say "Python 3.10 is needed (pyenv install 3.10, or deadsnakes on Ubuntu)."; exit 1; }
    "$1" python find 3.10
}

install_debian_packages() {
    local missing=()
    for package in chromium postgresql openssl procps make; do
        dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    # Node may have come from elsewhere than Debian.
    command -v npm >/dev/null 2>&1 || missing+=(nodejs npm)
    [ ${#missing[@]} -eq 0 ] && return
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing Debian packages for the tests: ${missing[*]}"
        # Another installation may be under way on a machine that has just started, and a mirror may stumble.
        local patient=(-qq -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3)
        apt-get update "${patient[@]}"
        DEBIAN_FRONTEND=noninteractive apt-get install -y "${patient[@]}" --no-install-recommends "${missing[@]}" >/dev/null
    else
        say "Tests that need these Debian packages will be skipped: ${missing[*]}"
    fi
}

# uv keeps what it downloads in the home folder. A service's user may have none, or none to write to: then it is kept here.
if [ ! -w "${HOME:-/no/home}" ]; then
    export UV_CACHE_DIR="${UV_CACHE_DIR:-$PWD/var/tools/cache}" UV_PYTHON_INSTALL_DIR="${UV_PYTHON_INSTALL_DIR:-$PWD/var/tools/python}"
fi

[ "${1:-}" = tests ] && command -v dpkg >/dev/null 2>&1 && install_debian_packages
uv=$(find_uv)
stamp=.venv/.set-up
if [ ! -e "$stamp" ] || [ pyproject.toml -nt "$stamp" ] || [ uv.lock -nt "$stamp" ]; then
    say "Setting up .venv (a few minutes the first time: TensorFlow comes with Rasa)."
    python=$(find_python "$uv")  # by itself: a failure inside the next line's words would not end this script
    UV_LINK_MODE=copy "$uv" sync --frozen --compile-bytecode --python "$python" >&2
    touch "$stamp"
fi
