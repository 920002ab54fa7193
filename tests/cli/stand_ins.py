"""Programs that stand for conda and pixi, which are on no package index: they do what their documentation says of the commands used.

conda: `conda env create --file F --prefix P` makes an environment and notes it in ~/.conda/environments.txt; `env update` fills one that is
there. pixi: `pixi install --frozen` makes `.pixi/envs/default` beside pixi.toml as pixi.lock says, and fails without one.
"""

from __future__ import annotations

import os

from tests.commands import BASE, MINOR, write

_MADE = f"""\
mkdir -p "$prefix/conda-meta" "$prefix/bin" "$prefix/lib/python{MINOR}/site-packages"
touch "$prefix/conda-meta/history" "$prefix/conda-meta/python-{MINOR}.0-h0_0_cpython.json"
printf '#!/bin/sh\\nPYTHONPATH=%s exec "{BASE}" "$@"\\n' "$prefix/lib/python{MINOR}/site-packages" > "$prefix/bin/python"
chmod +x "$prefix/bin/python"
if [ -e "$HOME/waits" ]; then touch "$HOME/started"; while [ -e "$HOME/waits" ]; do sleep 0.01; done; fi
if [ -e "$HOME/fails" ]; then echo 'Error: the channel has no memory left' >&2; exit 1; fi
mkdir -p "$prefix/lib/python{MINOR}/site-packages/thing-1.0.dist-info"
touch "$prefix/lib/python{MINOR}/site-packages/thing.py"
"""

_CONDA = f"""\
#!/bin/sh
echo "$@" >> "$HOME/conda.ran"
[ "$1 $3 $5" = 'env --file --prefix' ] && [ -f "$4" ] || {{ echo "Error: unknown: $*" >&2; exit 2; }}
prefix=$6
case $2 in
create) [ ! -e "$prefix/conda-meta" ] || {{ echo "Error: prefix already exists: $prefix" >&2; exit 1; }} ;;
update) [ -e "$prefix/conda-meta" ] || {{ echo "Error: no environment: $prefix" >&2; exit 1; }} ;;
*) exit 2 ;;
esac
{_MADE}mkdir -p "$HOME/.conda"
echo "$prefix" >> "$HOME/.conda/environments.txt"
"""

_PIXI = f"""\
#!/bin/sh
echo "$@" >> "$HOME/pixi.ran"
[ "$*" = 'install --frozen' ] && [ -f pixi.toml ] && [ -f pixi.lock ] || {{ echo "Error: unknown: $*" >&2; exit 2; }}
prefix=$PWD/.pixi/envs/default
{_MADE}echo '{{}}' > "$prefix/conda-meta/pixi"
"""


def put(name, directory):
    """Put the program of that name ("conda", "mamba", "micromamba", "pixi") into directory; return its path."""
    path = write(os.path.join(directory, name), _PIXI if name == "pixi" else _CONDA)
    os.chmod(path, 0o755)
    return path


def ran(name, home):
    """Return the arguments of each call."""
    path = os.path.join(home, f"{'pixi' if name == 'pixi' else 'conda'}.ran")
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().splitlines()
