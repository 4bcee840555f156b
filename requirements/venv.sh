#!/bin/sh
# Make a virtual environment with pip: venv.sh PYTHON FOLDER
# Debian splits venv's pip off into python3-venv, which takes root to install; without it we look for pip elsewhere.
set -eu
python=$1
folder=$2

fail() {
    rm -rf "$folder"
    echo "vedette: $1" >&2
    exit 1
}

# Debian's own pip, taken from its package without installing it.
pip_from_package() {
    package=$(mktemp -d)
    (cd "$package" && apt-get download python3-pip-whl && dpkg --extract ./*.deb .) >/dev/null 2>&1 &&
        PYTHONPATH=$(echo "$package"/usr/share/python-wheels/pip-*.whl) "$folder/bin/python" -m pip install --quiet pip
    status=$?
    rm -rf "$package"
    return "$status"
}

command -v "$python" >/dev/null || fail "no $python here: name Python 3.11 or newer, as in make PYTHON=python3.12"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "Python 3.11 or newer is needed, $python is $("$python" --version): name another, as in make PYTHON=python3.12"
"$python" -m venv --clear "$folder" >/dev/null 2>&1 && exit
"$python" -m venv --clear --without-pip "$folder" || fail "$python cannot make a virtual environment"
"$python" -m pip --python "$folder/bin/python" install --quiet pip 2>/dev/null || pip_from_package ||
    fail "pip is missing: as root, apt-get install python3-venv"
