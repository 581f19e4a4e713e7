"""The structs, functions and constants of examples_py/chroma2_structs.py against the installed headers, which
cffi reads. The headers' structs may have grown: what is here must be their begin."""

import ctypes
import enum
import pathlib
import re
import runpy
import sys

import cffi

examples = pathlib.Path(__file__).parents[2] / "examples_py"
sys.path.insert(0, str(examples))
import chroma2_ctypes as module  # noqa: E402

cffi_flash = runpy.run_path(str(examples / "cffi_flash.py"))
ffi, lib = cffi_flash["ffi"], cffi_flash["lib"]

structs = module.Struct.__subclasses__()
assert len(structs) >= 30
for struct in structs:
    python, c = struct.__name__, "chroma2" + re.sub("([A-Z])", r"_\1", struct.__name__).lower()
    kind = ffi.typeof(c)
    assert struct._fields_[0] == ("struct_size", ctypes.c_size_t) and struct().struct_size == ctypes.sizeof(struct)
    assert ctypes.sizeof(struct) <= ffi.sizeof(kind), f"{python}: {ctypes.sizeof(struct)} bytes, {ffi.sizeof(kind)} in C"
    ours = [(name, getattr(struct, name).offset, getattr(struct, name).size) for name, *_ in struct._fields_]
    theirs = [(name, field.offset, ffi.sizeof(field.type)) for name, field in kind.fields]
    assert ours == theirs[:len(ours)], f"{python}: {ours} is not the begin of {theirs}"
    for (name, kind), (_, field) in zip(struct._fields_, ffi.typeof(c).fields):
        floating = field.type.cname.split(" ")[0].split("[")[0] in ("float", "double") and field.type.kind != "pointer"
        assert floating == (getattr(kind, "_type_", kind) in (ctypes.c_float, ctypes.c_double, "f", "d")), (python, name)
    for name in [name for name, *_ in theirs[len(ours):]]:
        print(f"{c} has {name} beyond {python}")
    for name, (dtype, _, count) in struct._arrays_.items():
        item = dict(ffi.typeof(c).fields)[name].type.item
        assert ffi.sizeof(item) == module.np.dtype(dtype).itemsize and hasattr(struct, count), (python, name)
        assert (item.cname in ("float", "double")) == (module.np.dtype(dtype).kind == "f"), (python, name)

# Entries of arrays: dtypes of NumPy.
for kind, ours_all in (("chroma2_step", module.STEP), ("chroma2_step_spectrum", module.STEP_SPECTRUM)):
    kind = ffi.typeof(kind)
    assert ours_all.itemsize == ffi.sizeof(kind)
    for (name, field), ours in zip(kind.fields, ours_all.names, strict=True):
        dtype, offset = ours_all.fields[ours][:2]
        assert (name, field.offset, ffi.sizeof(field.type)) == (ours, offset, dtype.itemsize), name
        floating = field.type.kind != "pointer" and "double" in field.type.cname
        assert floating == (dtype.base.kind == "f"), name

C = {"u32": ctypes.c_uint32, "i32": ctypes.c_int32, "u64": ctypes.c_uint64, "size": ctypes.c_size_t}
KINDS = {"uint32_t": C["u32"], "int32_t": C["i32"], "uint64_t": C["u64"], "size_t": C["size"], "double": ctypes.c_double,
         "char *": ctypes.c_char_p}
for name, types in module.FUNCTIONS.items():
    kind = ffi.typeof(getattr(lib, "chroma2_" + name))
    theirs = tuple(KINDS.get(argument.cname, ctypes.c_void_p) for argument in kind.args)
    assert types == theirs and kind.result.cname == "int32_t", f"{name}: {types} is not {theirs}"

# All that the library exports is declared, as the headers have it.
for name, (types, result) in module.OTHER_FUNCTIONS.items():
    kind = ffi.typeof(getattr(lib, "chroma2_" + name))
    theirs = tuple(KINDS.get(argument.cname, ctypes.c_void_p) for argument in kind.args)
    results = {"uint32_t": C["u32"], "uint64_t": C["u64"], "char *": ctypes.c_char_p}
    assert types == theirs and result == results[kind.result.cname], f"{name}: {kind.cname}"
exported = (pathlib.Path(__file__).parents[2] / "abi/symbols.txt").read_text().split()
declared = ["chroma2_" + name for name in [*module.FUNCTIONS, *module.OTHER_FUNCTIONS]]
assert sorted(declared) == sorted(exported), set(declared) ^ set(exported)
for name in exported:
    assert getattr(module.library, name).argtypes is not None, name
assert module.library.chroma2_status_string(module.TIMEOUT) == b"timeout"
assert module.library.chroma2_version_string().decode().count(".") == 2

constants = 0
for name, value in vars(module).items():
    if isinstance(value, enum.IntEnum):
        name = re.sub("([a-z])([A-Z])", r"\1_\2", type(value).__name__).upper() + "_" + name
    elif name in ("TIMEOUT", "CANCELLED", "INVALID_STATE"):
        name = "STATUS_" + name
    elif name == "FLAG_NAN_ABORT":  # not of an enum, see below
        continue
    elif not re.match("(WANT|BACKEND|BUILD_QUALITY|GEOMETRY_ITEM|GDML_DETECTION|LOG_LEVEL|SURFACE_MODEL|STEP_KIND|WEIGHT_MODE|SOURCE_TYPE|"
                      "SOURCE_POLARIZATION|SPECTRUM_TYPE|VELOCITY|FLAG)_", name):
        continue
    assert getattr(lib, "CHROMA2_" + name) == value, name
    constants += 1
assert constants >= 63
headers = "".join(path.read_text() for path in pathlib.Path(sys.argv[1], "include/chroma2").glob("*.h"))
defined = dict(re.findall(r"#define CHROMA2_(NONE|ABI_VERSION) (\d+)", headers))
assert int(defined["NONE"]) == module.NONE and int(defined["ABI_VERSION"]) // 1000 == module.ABI // 1000

# Constants as a parser of headers sees them that knows no preprocessor.
lines = {}
for header in sorted(pathlib.Path(sys.argv[1], "include/chroma2").glob("*.h")):
    if header.name != "config.h":
        found = re.findall(r"^#define (CHROMA2_\w+) (\S+)$", header.read_text(), re.MULTILINE)
        lines.update((name, f"#define {name} {value}\n") for name, value in found)
parser = cffi.FFI()
parser.cdef("".join(lines.values()))
parsed = parser.dlopen(None)
assert parsed.CHROMA2_NONE == module.NONE and parsed.CHROMA2_WIRE_BIT == 2**31
assert parsed.CHROMA2_FLAG_NAN_ABORT == module.FLAG_NAN_ABORT == 2**31
assert len(lines) >= 7, lines
print(f"{len(structs)} structs, {len(module.FUNCTIONS)} functions and {constants} constants agree with the headers")
