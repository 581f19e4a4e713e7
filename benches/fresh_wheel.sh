#!/bin/sh
# usage: benches/fresh_wheel.sh WHEEL [FOLDER]
# A wheel of the package chroma2 in a new environment: seconds of making it, of the installation, of the README's ten lines, a plot
# (where there is matplotlib) and `chroma2 info`. NumPy and matplotlib come from the wheels in FOLDER (pip --no-index --find-links), or
# with "index" in its place from pip's package index. Without it they are those of PYTHON (python3), whose packages the new environment
# sees behind its own: --system-site-packages would show those of the Python that PYTHON's own environment was made from.
set -eu
wheel=$(cd "$(dirname "${1:?usage: benches/fresh_wheel.sh WHEEL [FOLDER]}")" && pwd)/$(basename "$1")
from=${2:-}
case $from in "" | index) ;; *) from=$(cd "$from" && pwd) ;; esac
readme=$(cd "$(dirname "$0")/.." && pwd)/README.md
python=${PYTHON:-python3}
unset PYTHONPATH CHROMA2_LIBRARY PYTHONDONTWRITEBYTECODE || true
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

timed() {
    what=$1
    shift
    begin=$(date +%s.%N)
    "$@"
    echo "$begin $(date +%s.%N)" | awk -v what="$what" '{ printf "%-44s %6.2f s\n", what, $2 - $1 }'
}

make() {
    # Some Pythons have no ensurepip; pip of PYTHON installs then.
    "$python" -m venv venv > log 2>&1 || { rm -rf venv; "$python" -m venv --without-pip venv; }
}

pip() {
    if [ -x venv/bin/pip ]; then venv/bin/python -m pip "$@"; else "$python" -m pip --python venv/bin/python "$@"; fi
}

install() {
    case $from in
    "") pip install --quiet --disable-pip-version-check --no-index --no-deps "$wheel" ;;
    index) pip install --quiet --disable-pip-version-check "${wheel}[plot]" ;;
    *)
        pip install --quiet --disable-pip-version-check --no-index --find-links "$from" "${wheel}[plot]" 2> log ||
            pip install --quiet --disable-pip-version-check --no-index --find-links "$from" "$wheel"
        ;;
    esac
}

cat > scene.py << 'END'
import chroma2
import numpy as np

context = chroma2.Context(backend="cpu")
geometry = chroma2.Geometry(context)
water = geometry.material("water", refractive_index=1.33, absorption_length=5000.0)
corners = 500.0 * np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
faces = [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1), (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)]
wall = geometry.surface("wall", detect=0.5, absorb=0.5)
geometry.place(geometry.mesh(corners, faces, water, geometry.material("air"), wall), channel=0)
geometry.save("detector")
END
cat > lines.py << 'END'
import pathlib
import re
import sys

names = {}
exec(re.search(r"```python\n(.*?)```", pathlib.Path(sys.argv[1]).read_text(), re.S).group(1), names)
import chroma2

hits, info = names["hits"], names["context"].info()
assert len(hits) > 10_000, len(hits)
assert pathlib.Path(chroma2.__file__).is_relative_to(sys.prefix), chroma2.__file__
assert pathlib.Path(chroma2.include_folder(), "chroma2/device_queue.cuh").is_file()
# On a GPU where there is one: a wheel without its kernels would go to the processor without a word.
gpus = [device for device in chroma2.devices() if device.backend == chroma2.Backend.CUDA and device.usable]
assert bool(gpus) == (info.backend == chroma2.Backend.CUDA), info
print(f"  {len(hits)} hits on {chroma2.devices()[info.device].name.decode()}; chroma2 in {pathlib.Path(chroma2.__file__).parent}")
chroma2.save("hits.npz", hits)
END
cat > picture.py << 'END'
import pathlib

import chroma2
from chroma2 import plot

plot.save(plot.histograms(chroma2.load("hits.npz")), "plot.png")
assert pathlib.Path("plot.png").stat().st_size > 5000
END

[ -n "$from" ] || "$python" -c 'import numpy' 2> /dev/null || {
    echo "fresh_wheel.sh: $python has no NumPy: a FOLDER of wheels with NumPy is needed, or PYTHON that has it" >&2
    exit 2
}
echo "$("$python" --version) with NumPy of ${from:-$python}"
timed "a new environment" make
if [ -z "$from" ]; then
    theirs=$("$python" -c 'import numpy, pathlib; print(pathlib.Path(numpy.__file__).parents[1])')
    echo "$theirs" > "$(echo venv/lib/python*/site-packages)/zz_behind.pth"
fi
timed "installation" install
venv/bin/python scene.py
timed "the README's lines, first" venv/bin/python lines.py "$readme" > out
grep '^  ' out && tail -n 1 out
timed "the README's lines, again" venv/bin/python lines.py "$readme" > out
tail -n 1 out
if venv/bin/python -c 'import matplotlib' 2> /dev/null; then
    timed "a plot of its hits, first" venv/bin/python picture.py
else
    echo "no plot: there is no matplotlib"
fi
timed "chroma2 info" venv/bin/chroma2 info
