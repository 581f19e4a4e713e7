"""chroma2 info: what there is, and what is missing."""

from __future__ import annotations

import argparse
import importlib.metadata
import platform
import sys
from typing import Any

import numpy as np

from .. import __version__, _c, _library
from ..context import Context, devices
from ..errors import Error

OPTIONAL = {"tqdm": "progress", "h5py": "hdf5", "pyarrow": "parquet", "uproot": "root", "scipy": "compare", "matplotlib": "plot"}
if sys.version_info < (3, 11):
    OPTIONAL["tomli"] = "display"


def add(commands: Any) -> None:
    parser = commands.add_parser("info", help="devices, kernels, versions, and what is missing")
    parser.set_defaults(function=run)


def run(given: argparse.Namespace) -> int:
    print(f"chroma2 {__version__}, Python {platform.python_version()}, NumPy {np.__version__}, {platform.platform()}")
    print(f"library: {_library.path()}")
    print(f"         {_library.library.build_info().decode()}")
    try:
        print(f"headers: {_library.include_folder()}")
    except FileNotFoundError as reason:
        print(f"no headers: {reason}")
    for place, device in enumerate(devices()):
        if device.backend == _c.Backend.CPU:
            level = _c.CpuLevel(device.level).name.lower()
            print(f"device {place}: {device['name']}, {device.cores} cores, kernels: {level}")
        else:
            usable = "" if device.usable else ", cannot be used"
            driver = f"{device.driver_version // 1000}.{device.driver_version % 1000 // 10}"
            print(f"device {place}: {device['name']}, compute capability {device.compute_capability / 10:.1f}, "
                  f"{device.memory / 2**30:.0f} GiB, driver for CUDA {driver}{usable}")
    try:
        Context(backend="cuda").close()
    except Error as reason:
        print(f"no GPU: {reason}")
    missing = []
    for name, extra in OPTIONAL.items():
        try:
            print(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            missing.append(f"{name} (pip install chroma2[{extra}])")
    if missing:
        print("not installed: " + ", ".join(missing))
    return 0
