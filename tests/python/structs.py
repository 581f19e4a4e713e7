"""The structs of examples_py/chroma2_ctypes.py against the installed headers, which cffi reads."""

import ctypes
import pathlib
import re
import runpy
import sys

import cffi

examples = pathlib.Path(__file__).parents[2] / "examples_py"
sys.path.insert(0, str(examples))
import chroma2_ctypes as module  # noqa: E402

ffi = runpy.run_path(str(examples / "cffi_flash.py"))["ffi"]
NAMES = {"MeshConfig": "mesh_config", "EventConfig": "event_config", "Photons": "photons", "Source": "source",
         "Summary": "summary", "MediumChanges": "medium_changes", "Hits": "hits", "PhotonStates": "photon_states",
         "QueueConfig": "queue_config", "QueueInfo": "queue_info", "QueueStats": "queue_stats", "QueueBatch": "queue_batch", "QueueView": "queue_view",
         "PersistentOptions": "persistent_options", "PersistentStats": "persistent_stats"}
for python, c in NAMES.items():
    struct, kind = getattr(module, python), ffi.typeof("chroma2_" + c)
    assert ctypes.sizeof(struct) == ffi.sizeof(kind), f"{python}: {ctypes.sizeof(struct)} bytes, {ffi.sizeof(kind)} in C"
    ours = [(name, getattr(struct, name).offset) for name, *_ in struct._fields_]
    theirs = [(name, field.offset) for name, field in kind.fields]
    assert ours == theirs, f"{python}: {ours} is not {theirs}"

# Constants as a parser of headers sees them that knows no preprocessor.
lines = {}
for header in sorted(pathlib.Path(sys.argv[1], "include/chroma2").glob("*.h")):
    if header.name != "config.h":
        found = re.findall(r"^#define (CHROMA2_\w+) (\S+)$", header.read_text(), re.MULTILINE)
        lines.update((name, f"#define {name} {value}\n") for name, value in found)
parser = cffi.FFI()
parser.cdef("".join(lines.values()))
constants = parser.dlopen(None)
assert constants.CHROMA2_NONE == module.NONE and constants.CHROMA2_WIRE_BIT == constants.CHROMA2_FLAG_NAN_ABORT == 2**31
assert len(lines) >= 7, lines
print(f"{len(NAMES)} structs agree with the headers")
