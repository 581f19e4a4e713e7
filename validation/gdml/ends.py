"""Where photons ended. Ends are columns, one row a photon:

    photon      its number; a photon that was shifted has that of the one it came from
    fate        one of the FATES
    volume      index into `volumes`: the one that it was in
    beyond      index into `volumes`: the one behind the boundary where it ended; -1: no boundary, or the world's
    material    index into `materials`: that of `volume`
    time        ns
    wavelength  nm, in vacuum
    position    (n, 3), mm, in the world's frame

`volumes` are paths of physical volumes from the world down, each as NAME:COPY, and NAME:COPY#K for the K-th (from 0)
where siblings share name and copy number. Names are without a pointer's suffix (0x...)."""

import re

import numpy as np

BULK, SHIFTER, SURFACE, DETECT, LEFT, NO_INDEX, OTHER = range(7)
FATES = ("absorbed in bulk", "absorbed by a shifter", "absorbed at a surface", "detected", "left the world",
         "no refractive index", "other")
COLUMNS = ("photon", "fate", "volume", "beyond", "material", "time", "wavelength", "position")


def bare(name):
    """Without the suffix that a writer of pointers left."""
    return re.sub(r"0x[0-9a-fA-F]+", "", str(name))


def numbered(names):
    """Marks the K-th of equal names of siblings with #K; a name that is alone stays."""
    seen, found = {}, []
    for name in names:
        count = seen[name] = seen.get(name, -1) + 1
        found.append(f"{name}#{count}" if names.count(name) > 1 else name)
    return found


def check(ends):
    """Ends of another program may have wrong forms: says which."""
    missing = [name for name in (*COLUMNS, "volumes", "materials") if name not in ends]
    if missing:
        raise ValueError(f"no {', '.join(missing)} among the columns {', '.join(ends)}")
    rows = len(ends["fate"])
    for name in COLUMNS:
        shape = (rows, 3) if name == "position" else (rows,)
        if np.shape(ends[name]) != shape:
            raise ValueError(f"{name} has the shape {np.shape(ends[name])}, not {shape}")
    for name, of in (("volume", "volumes"), ("beyond", "volumes"), ("material", "materials"), ("fate", None)):
        limit = len(FATES) if of is None else len(ends[of])
        values = ends[name]
        if rows and not (values.min() >= -1 and values.max() < limit):
            raise ValueError(f"{name} goes from {values.min()} to {values.max()}, where {limit} are known")
    return ends
