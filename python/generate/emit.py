"""The text of python/chroma2/_c.py."""

import keyword
import re
import textwrap

import arrays

WIDTH = 128
SCALARS = {"uint8_t": "u8", "int32_t": "i32", "uint32_t": "u32", "int64_t": "i64", "uint64_t": "u64", "size_t": "size",
           "float": "f32", "double": "f64", "chroma2_status": "i32"}
DTYPES = {"uint8_t": "np.uint8", "int32_t": "np.int32", "uint32_t": "np.uint32", "uint64_t": "np.uint64", "float": "np.float32",
          "double": "np.float64", "chroma2_step": "STEP", "chroma2_step_spectrum": "STEP_SPECTRUM"}
FLAGS = {"chroma2_flag", "chroma2_want"}  # enums of bits
# Structs of bulk data, whose arrays may lie in a GPU's memory or within other ones.
ADDRESSED = {"chroma2_batch", "chroma2_device_hits", "chroma2_message_batch", "chroma2_photons", "chroma2_queue_batch", "chroma2_ray_hits",
             "chroma2_rays"}
RECORDS = {"chroma2_step", "chroma2_step_spectrum"}  # entries of arrays, which NumPy has
# Fields that functions of the package have arguments of their own for.
OMITTED = {"chroma2_context_config": {"devices", "device_count"}, "chroma2_session_config": {"on_telemetry", "telemetry_user"},
           "chroma2_event_config": {"seed", "event_id", "first_index", "want", "on_hits", "on_done", "on_progress", "user"},
           "chroma2_mesh_file_config": {"path", "inner_material", "outer_material", "has_surface", "surface"}}
BARE = ("MATERIAL_PROPERTY_", "SURFACE_PROPERTY_", "SURFACE_TYPE_", "SURFACE_FINISH_")  # also without that

HEAD = '''"""The C API of libchroma2 for ctypes, as its headers have it: constants, structs, functions, with the headers' comments.

Generated from include/chroma2 by python/generate: change those, then run `python python/generate`.
"""

from __future__ import annotations

import ctypes as ct
import enum
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ._checks import unknown
from ._struct import Struct, f32, f64, i32, i64, p, size, u8, u32, u64

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from . import _fields

P = ct.POINTER
'''


def camel(name):
    return "".join(part.capitalize() for part in name.removeprefix("chroma2_").split("_"))


def quoted(doc, indent):
    """A docstring, wrapped."""
    doc = doc.replace("\\", "\\\\").replace('"""', "'''")
    paragraphs = re.split(r"\n{2,}", doc)
    wrapped = []
    for paragraph in paragraphs:
        lines = paragraph.split("\n") if paragraph.startswith("\x00") else [paragraph]
        for line in lines:
            line = line.lstrip("\x00")
            hang = "    " if paragraph.startswith("\x00") else ""
            wrapped += textwrap.wrap(" ".join(line.split()), WIDTH - len(indent) - 4, subsequent_indent=hang) or [""]
        wrapped.append("")
    while wrapped and not wrapped[-1]:
        wrapped.pop()
    text = ("\n" + indent).join(wrapped).replace("\n" + indent + "\n", "\n\n")
    if text.endswith('"'):
        text += " "
    return f'{indent}"""{text}"""' if len(wrapped) == 1 else f'{indent}"""{text}\n{indent}"""'


def comment(doc, indent):
    return "".join(f"{indent}# {line}\n" for line in textwrap.wrap(" ".join(doc.split()), WIDTH - len(indent) - 2))


def enum_of(field, enums):
    """The enum that a field's comment says it holds."""
    found = re.match(r"(?:A|An|Bits of) (chroma2_\w+)", field.doc)
    return found[1] if found and not field.pointers and found[1] in enums and field.base in ("uint32_t", "int32_t") else None


def c_type(field, structs, handles, callbacks):
    """A field's or argument's type for ctypes."""
    if field.pointers == 0:
        if field.base in callbacks:
            return "p"
        kind = "ct.c_char" if field.base == "char" else SCALARS.get(field.base) or camel(field.base)
        return f"{kind} * {field.length}" if field.length else kind
    if field.base == "char" and field.const and field.pointers == 1:
        return "ct.c_char_p"
    if field.base in handles:
        handle = field.base.removeprefix("chroma2_") + "_p"
        return handle if field.pointers == 1 else f"P({handle})"
    if field.base in structs and field.base not in RECORDS and field.pointers == 1:
        return f"P({camel(field.base)})"
    return "p"


def python_type(field, handles):
    """What reading a field gives."""
    if field.length:
        return "Any"
    if field.pointers or field.base not in SCALARS:
        return "bytes | None" if field.base == "char" and field.const and field.pointers == 1 else "Any"
    return "float" if field.base in ("float", "double") else "int"


class Emitter:
    def __init__(self, api):
        self.api = api
        self.structs = {one.name: one for one in api.structs}
        self.enums = {one.name: one for one in api.enums}
        self.handles = {name for name, _ in api.handles}
        self.callbacks = {one.name for one in api.callbacks}

    def constants(self):
        extra = {}
        for name, (value, doc) in self.api.constants.items():
            prefix = next((one for one in FLAGS if name.startswith(one.removeprefix("chroma2_").upper() + "_")), None)
            if prefix:  # a member that enums of C cannot hold
                extra.setdefault(prefix, []).append(("CHROMA2_" + name, value, doc))
                continue
            yield comment(doc, "") + f"{name} = {value!r}\n"
        for one in self.api.enums:
            kind = "IntFlag" if one.name in FLAGS else "IntEnum"
            prefix = one.name.upper() + "_"
            lines = [f"\n\nclass {camel(one.name)}(enum.{kind}):", quoted(one.doc, "    "), ""]
            for name, value, doc in one.members + extra.get(one.name, []):
                lines.append(comment(doc, "    ") + f"    {name.removeprefix(prefix)} = {value}")
            yield "\n".join(lines) + "\n"
        aliases = []
        for one in self.api.enums:
            for name, *_ in one.members + extra.get(one.name, []):
                name = name.removeprefix("CHROMA2_")
                member = f"{camel(one.name)}.{name.removeprefix(one.name.removeprefix('chroma2_').upper() + '_')}"
                aliases.append(f"{name} = {member}")
                bare = next((prefix for prefix in BARE if name.startswith(prefix)), None)
                if bare:
                    aliases.append(f"{name.removeprefix(bare)} = {member}")
        public = list(self.public(extra))
        yield "\n" + "\n".join(wrapped_list("__all__ = [", ", ".join(f'"{name}"' for name in public), "]")) + "\n"
        yield "\n# Members by their names in C, and properties without what these begin with.\n" + "\n".join(aliases) + "\n"

    def public(self, extra):
        """Names of constants and enums, which the package gives too."""
        yield from (name for name in self.api.constants if not any("CHROMA2_" + name == m[0] for ms in extra.values() for m in ms))
        for one in self.api.enums:
            yield camel(one.name)
            for name, *_ in one.members + extra.get(one.name, []):
                name = name.removeprefix("CHROMA2_")
                yield name
                yield from (name.removeprefix(prefix) for prefix in BARE if name.startswith(prefix))
        yield from (camel_constant(name) for name in sorted(RECORDS))

    def records(self):
        for name in sorted(RECORDS):
            fields = []
            for field in self.structs[name].fields:
                dtype = "np.uint64" if field.pointers else DTYPES[field.base]
                fields.append(f'    ("{field.name}", {dtype}' + (f", {field.length}" if field.length else "") + "),")
            doc = self.structs[name].doc + "".join(f" {f.name}: {' '.join(f.doc.split())}" for f in self.structs[name].fields if f.doc)
            yield "\n" + comment(doc, "") + f"{camel_constant(name)} = np.dtype([\n" + "\n".join(fields) + "\n])\n"

    def struct(self, one):
        names = [field.name for field in one.fields]
        base = "Struct" if names[0] == "struct_size" else "ct.Structure"
        docs = [f"{f.name}: {' '.join(f.doc.split())}" for f in one.fields if f.doc and f.name not in ("struct_size", "reserved")]
        doc = one.doc + ("\n\n" + "\x00" + "\n".join(docs) if docs else "")
        lines = [f"\n\nclass {camel(one.name)}({base}):", quoted(doc, "    "), ""]
        for field in one.fields:
            lines.append(f"    {field.name}: {python_type(field, self.handles)}")
        kinds = ", ".join(f'("{f.name}", {c_type(f, {}, self.handles, self.callbacks)})' for f in one.fields)
        lines += wrapped_list("    _fields_ = [", kinds, "]")
        if base == "Struct":
            lines += self.tables(one, names)
            if self.is_input(one.name):
                lines += ["", "    if TYPE_CHECKING:",
                          f"        def __init__(self, **fields: Unpack[_fields.{camel(one.name)}Fields]) -> None: ..."]
        return "\n".join(lines) + "\n"

    def tables(self, one, names):
        held, enums = [], []
        for field in one.fields:
            if field.pointers == 1 and field.base in DTYPES and (found := arrays.array(one.name, field.name, names)):
                width, count = found
                held.append(f'"{field.name}": ({DTYPES[field.base]}, {width}, "{count}")')
            if kind := enum_of(field, self.enums):
                enums.append(f'"{field.name}": {camel(kind)}')
        lines = wrapped_list("    _arrays_ = {", ", ".join(held), "}") if held else []
        lines += ["    _addressed_ = True"] if held and one.name in ADDRESSED else []
        return lines + (wrapped_list("    _enums_ = {", ", ".join(enums), "}") if enums else [])

    def is_input(self, name):
        """Whether programs fill it in: it is given by const pointer, or is part of what is."""
        given = {a.base for f in self.api.functions for a in f.arguments if a.const and a.pointers == 1}
        inside = {f.base for s in self.api.structs for f in s.fields if f.const and f.pointers == 1}
        return name in given | inside and "struct_size" in [f.name for f in self.structs[name].fields]

    def functions(self):
        yield "\n\n# Handles, which are 64-bit numbers dressed as pointers; a type each, so that none is taken for another.\n"
        for name, doc in self.api.handles:
            yield f"\n\nclass {name.removeprefix('chroma2_')}_p(ct.c_void_p):\n{quoted(doc, '    ')}\n"
        for one in self.api.structs:
            if one.name not in RECORDS:
                yield self.struct(one)
        yield "\n"
        for one in self.api.callbacks:
            yield "\n" + comment(one.doc, "") + "\n".join(wrapped_list(
                f"{one.name.removeprefix('chroma2_')} = ct.CFUNCTYPE(", ", ".join(["None", *self.callback(one)]), ")")) + "\n"
        yield "\n# Result and arguments of each function.\nSIGNATURES: dict[str, tuple[Any, ...]] = {\n"
        for one in self.api.functions:
            result = "i32" if one.result.base == "chroma2_status" else c_type(one.result, self.structs, self.handles, set())
            kinds = [result] + [c_type(a, self.structs, self.handles, self.callbacks) for a in one.arguments]
            line = f'    "{one.name.removeprefix("chroma2_")}": ({", ".join(kinds)}{"," if len(kinds) == 1 else ""}),'
            yield line + "\n"
        yield "}\n"
        yield FUNCTIONS
        for one in self.api.functions:
            arguments = [f"{a.name + '_' * keyword.iskeyword(a.name)}: {argument_type(a)}" for a in one.arguments]
            result = {"char": "bytes"}.get(one.result.base, "int")
            name = one.name.removeprefix("chroma2_")
            lines = wrapped_list(f"        def {name}(", ", ".join(["self", *arguments]), f") -> {result}:")
            yield "\n" + "\n".join(lines) + "\n" + quoted(one.doc, "            ") + "\n            ...\n"

    def callback(self, one):
        for a in one.arguments:
            yield "p" if a.base in self.handles else c_type(a, self.structs, self.handles, self.callbacks)


FUNCTIONS = '''

class Functions:
    """The functions of the library, without `chroma2_`. They release the GIL, and check the kinds of arguments only. The
    library is loaded when one is first asked for."""

    def __init__(self, load: Callable[[], ct.CDLL], loaded: Callable[[], object]) -> None:
        self._load, self._loaded = load, loaded

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any:
            if name not in SIGNATURES:
                raise AttributeError(unknown("libchroma2", name, SIGNATURES))
            library = self._load()
            for each, (result, *arguments) in SIGNATURES.items():
                function = getattr(library, "chroma2_" + each)
                function.restype, function.argtypes = result, arguments
                setattr(self, each, function)
            self._loaded()
            return self.__dict__[name]

    if TYPE_CHECKING:
'''


def argument_type(field):
    if field.pointers or field.base not in SCALARS:
        return "Any"
    return "float" if field.base in ("float", "double") else "int"


def camel_constant(name):
    return name.removeprefix("chroma2_").upper()


def wrapped_list(begin, body, end):
    if len(begin + body + end) <= WIDTH:
        return [begin + body + end]
    indent = " " * (len(begin) - len(begin.lstrip()) + 4)
    lines = textwrap.wrap(body, WIDTH - len(indent), break_long_words=False, break_on_hyphens=False)
    return [begin, *(indent + line for line in lines), indent[4:] + end]


def module(api):
    made = Emitter(api)
    return HEAD + "\n" + "".join([*made.constants(), *made.records(), *made.functions()])


def fields(api):
    """The text of python/chroma2/_fields.py: what structs may be made of, for type checkers."""
    made = Emitter(api)
    out = [FIELDS_HEAD]
    for one in api.structs:
        if not made.is_input(one.name):
            continue
        for kind, omitted in (("Fields", set()), ("Options", OMITTED.get(one.name))):
            if omitted is None:
                continue
            lines = [f"\n\nclass {camel(one.name)}{kind}(TypedDict, total=False):"]
            for field in one.fields:
                if field.name != "struct_size" and not field.name.startswith("reserved") and field.name not in omitted:
                    lines.append(f"    {field.name}: {given_type(made, one, field)}")
            out.append("\n".join(lines) + "\n")
    return "".join(out)


FIELDS_HEAD = '''"""What the structs of the C API may be made of, for type checkers.

Generated from include/chroma2 by python/generate, as _c.py is.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, TypedDict

from numpy.typing import ArrayLike

Text = str | bytes | os.PathLike[str]
'''


def given_type(made, struct, field):
    if kind := enum_of(field, made.enums):
        return "int | str | Iterable[str]" if kind in FLAGS else "int | str"
    if field.base == "char":
        return "Text | None" if field.pointers == 1 else "Iterable[Text] | None"
    if field.base in RECORDS and field.name == "spectra":  # a list of StepSpectrum too
        return "ArrayLike | Iterable[tuple[Any, ...]] | None"
    if field.length or (field.pointers == 1 and field.base in DTYPES):
        return "ArrayLike" if field.length else "ArrayLike | None"
    if field.pointers or field.base not in SCALARS:
        return "Any"
    return "float" if field.base in ("float", "double") else "int"
