"""The same library by cffi, which reads the installed headers: no declarations to keep in step.

Usage: cffi_flash.py PREFIX, where the package is installed under PREFIX.
"""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
from typing import Any

import cffi
import numpy as np
import numpy.typing as npt

if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1], "include/chroma2.h").is_file():
    sys.exit(f"{__doc__}\nPREFIX is needed: the folder that has include/chroma2.h and the library in lib or lib64.")
prefix = pathlib.Path(sys.argv[1])
with tempfile.TemporaryDirectory() as empty:
    # cffi knows the standard types: the system's headers are replaced by empty ones, and the marks
    # of chroma2/config.h by nothing.
    for name in ("stddef.h", "stdint.h"):
        pathlib.Path(empty, name).touch()
    command = ["cc", "-E", "-P", "-nostdinc", f"-I{empty}", f"-I{prefix / 'include'}", "-DCHROMA2_CONFIG_H",
               "-DCHROMA2_API=", "-DCHROMA2_NODISCARD=", str(prefix / "include/chroma2.h")]
    declarations = subprocess.run(command, capture_output=True, text=True, check=True).stdout
ffi = cffi.FFI()
ffi.cdef(declarations)
lib = ffi.dlopen(str(next(prefix.glob("lib*/libchroma2.so.2"))))


def check(status: int) -> None:
    if status:
        raise RuntimeError(ffi.string(lib.chroma2_last_error_message()).decode())


def make(kind: str, **fields: Any) -> Any:
    struct = ffi.new(f"{kind} *", fields)
    struct.struct_size = ffi.sizeof(kind)
    return struct


def create(kind: str, function: Any, *arguments: Any) -> Any:
    """Calls a function that makes a handle, and gives the handle with its destroy."""
    out = ffi.new(f"{kind} **")
    check(function(*arguments, out))
    return ffi.gc(out[0], getattr(lib, kind + "_destroy"))


def column(pointer: Any, count: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.frombuffer(ffi.buffer(pointer, count * np.dtype(dtype).itemsize), dtype)


context = create("chroma2_context", lib.chroma2_context_create, ffi.NULL)
geometry = create("chroma2_geometry", lib.chroma2_geometry_create, context)
index = ffi.new("uint32_t *")
check(lib.chroma2_geometry_add_material(geometry, b"air", index))
air = index[0]
check(lib.chroma2_geometry_add_surface(geometry, b"plate", lib.CHROMA2_SURFACE_MODEL_DEFAULT, index))
plate = index[0]
check(lib.chroma2_geometry_set_surface_property(
    geometry, plate, lib.CHROMA2_SURFACE_PROPERTY_DETECT, ffi.NULL, ffi.new("double[]", [1.0]), 1))

# A square plate at z = 1 m, whose corners are seen from the origin at 45 degrees along the axes.
vertices = np.array([[-1, -1, 1], [1, -1, 1], [1, 1, 1], [-1, 1, 1]], np.float32) * 1000
triangles = np.array([[0, 1, 2], [0, 2, 3]], np.uint32)
mesh = make("chroma2_mesh_config", vertex_count=4, triangle_count=2, inner_material=air, outer_material=air,
            has_surface=1, surface=plate)
mesh.vertices = ffi.from_buffer("float[]", vertices)
mesh.triangles = ffi.from_buffer("uint32_t[]", triangles)
check(lib.chroma2_geometry_add_mesh(geometry, mesh, index))
check(lib.chroma2_geometry_add_instance(geometry, index[0], ffi.NULL, ffi.NULL, 5, ffi.NULL))
check(lib.chroma2_geometry_commit(geometry, ffi.NULL))

session = create("chroma2_session", lib.chroma2_session_create, context, geometry, ffi.NULL)
count = 300_000
source = make("chroma2_source", count=count, wavelength=400.0)  # an isotropic flash at the origin
event = create("chroma2_event", lib.chroma2_session_submit_source, session, source, ffi.NULL)
check(lib.chroma2_event_wait(event, 2**64 - 1))
hits = make("chroma2_hits")
check(lib.chroma2_event_get_hits(event, hits))
share = hits.count / count
print(f"the plate caught {share:.4f} of the light; a sixth of the sphere is {1 / 6:.4f}")
assert abs(share - 1 / 6) < 5 * (5 / 36 / count) ** 0.5
assert (column(hits.channel, hits.count, np.int32) == 5).all()
position = column(hits.position, 3 * hits.count, np.float32).reshape(-1, 3)
assert abs(position[:, 2] - 1000).max() < 0.01
for handle in (event, session, geometry, context):
    ffi.release(handle)
assert lib.chroma2_live_handles() == 0
