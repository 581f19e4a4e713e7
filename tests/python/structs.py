"""The generated low layer of the package against the installed headers as cffi reads them: structs, fields, functions,
constants. Another parser than that of python/generate."""

import ctypes
import enum
import pathlib
import re
import runpy
import subprocess
import sys

import cffi
import numpy as np

root = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(root / "python"))
from chroma2 import _c, library  # noqa: E402

cffi_flash = runpy.run_path(str(root / "examples_py/cffi_flash.py"))
ffi, lib = cffi_flash["ffi"], cffi_flash["lib"]
C = {"uint32_t": ctypes.c_uint32, "int32_t": ctypes.c_int32, "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t,
     "double": ctypes.c_double, "char *": ctypes.c_char_p}


def c_name(name):
    return "chroma2" + re.sub("([A-Z])", r"_\1", name).lower()


structs = [kind for kind in vars(_c).values() if isinstance(kind, type) and issubclass(kind, ctypes.Structure)
           and kind.__module__ == _c.__name__]
assert len(structs) >= 45
for struct in structs:
    kind = ffi.typeof(c_name(struct.__name__))
    assert ctypes.sizeof(struct) == ffi.sizeof(kind), struct
    if struct._fields_[0][0] == "struct_size":
        assert struct().struct_size == ctypes.sizeof(struct)
    ours = [(name, getattr(struct, name).offset, getattr(struct, name).size) for name, *_ in struct._fields_]
    assert ours == [(name, field.offset, ffi.sizeof(field.type)) for name, field in kind.fields], struct
    for (name, ours), (_, field) in zip(struct._fields_, kind.fields):
        floating = field.type.cname.split(" ")[0].split("[")[0] in ("float", "double") and field.type.kind != "pointer"
        assert floating == (getattr(ours, "_type_", ours) in (ctypes.c_float, ctypes.c_double, "f", "d")), (struct, name)
    for name, (dtype, _, count) in getattr(struct, "_arrays_", {}).items():
        item = dict(kind.fields)[name].type.item
        assert ffi.sizeof(item) == np.dtype(dtype).itemsize and hasattr(struct, count), (struct, name)
        assert (item.cname in ("float", "double")) == (np.dtype(dtype).kind == "f"), (struct, name)

# Entries of arrays: dtypes of NumPy.
for kind, dtype in (("chroma2_step", _c.STEP), ("chroma2_step_spectrum", _c.STEP_SPECTRUM)):
    kind = ffi.typeof(kind)
    assert dtype.itemsize == ffi.sizeof(kind)
    for (name, field), ours in zip(kind.fields, dtype.names, strict=True):
        inner, offset = dtype.fields[ours][:2]
        assert (name, field.offset, ffi.sizeof(field.type)) == (ours, offset, inner.itemsize), name
        assert ("double" in field.type.cname and field.type.kind != "pointer") == (inner.base.kind == "f"), name

# Functions: numbers by their types, pointers to what they point to where that has a type of its own.
exported = (root / "abi/symbols.txt").read_text().split()
assert sorted("chroma2_" + name for name in _c.SIGNATURES) == sorted(exported)
for name, (result, *arguments) in _c.SIGNATURES.items():
    kind = ffi.typeof(getattr(lib, "chroma2_" + name))
    assert result == C[kind.result.cname] and len(arguments) == len(kind.args), name
    for ours, theirs in zip(arguments, kind.args):
        if theirs.kind != "pointer":
            assert ours == (ctypes.c_void_p if theirs.kind == "function" else C[theirs.cname]), (name, theirs)
            continue
        pointed = theirs.item.cname.removeprefix("struct ").removeprefix("const ")
        if issubclass(ours, ctypes._Pointer):
            inner = ours._type_
            depth = inner.__name__.removesuffix("_p") + (" *" if inner.__name__.endswith("_p") else "")
            assert pointed in ("chroma2_" + depth, c_name(inner.__name__)), (name, theirs, ours)
        elif ours not in (ctypes.c_void_p, ctypes.c_char_p):
            assert "chroma2_" + ours.__name__.removesuffix("_p") == pointed, (name, theirs, ours)
        else:
            assert ours in (ctypes.c_void_p, ctypes.c_char_p), (name, theirs, ours)
            assert ours is ctypes.c_void_p or theirs.cname == "char *", (name, theirs)
assert library.status_string(_c.Status.TIMEOUT) == b"timeout"

# Constants, of enums and defined ones.
headers = "".join(path.read_text() for path in pathlib.Path(sys.argv[1], "include/chroma2").glob("*.h"))
constants = 0
for kind in vars(_c).values():
    if isinstance(kind, type) and issubclass(kind, enum.Enum) and kind.__module__ == _c.__name__:
        prefix = c_name(kind.__name__).upper() + "_"
        for name, member in kind.__members__.items():
            defined = re.search(rf"#define {prefix}{name} (\d+)u\n", headers)
            assert member == (int(defined[1]) if defined else getattr(lib, prefix + name)), prefix + name
            assert getattr(_c, (prefix + name).removeprefix("CHROMA2_")) is member
            constants += 1
assert constants >= 100, constants
for name in ("NONE", "WIRE_BIT", "ABI_VERSION", "QUEUE_LARGEST_ITEM"):
    assert int(re.search(rf"#define CHROMA2_{name} (\d+)", headers)[1]) == getattr(_c, name)

# Constants as a parser of headers sees them that knows no preprocessor.
lines = {}
for header in sorted(pathlib.Path(sys.argv[1], "include/chroma2").glob("*.h")):
    if header.name != "config.h":
        found = re.findall(r"^#define (CHROMA2_\w+) (\S+)$", header.read_text(), re.MULTILINE)
        lines.update((name, f"#define {name} {value}\n") for name, value in found)
parser = cffi.FFI()
parser.cdef("".join(lines.values()))
parsed = parser.dlopen(None)
assert parsed.CHROMA2_NONE == _c.NONE and parsed.CHROMA2_WIRE_BIT == 2**31
assert parsed.CHROMA2_FLAG_NAN_ABORT == _c.Flag.NAN_ABORT == 2**31
assert len(lines) >= 7, lines

# The generator makes what is there.
subprocess.run([sys.executable, "-B", str(root / "python/generate"), "--check"], check=True)
print(f"{len(structs)} structs, {len(_c.SIGNATURES)} functions and {constants} constants agree with the headers")
