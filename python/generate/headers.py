"""What the headers of the C API declare: constants, enums, structs, callbacks, handles and functions, with their comments."""

import dataclasses
import re

from pycparser import c_ast, c_parser

TYPES = "".join(f"typedef int {name}; " for name in (
    "size_t", "uint8_t", "int32_t", "uint32_t", "int64_t", "uint64_t"))
CONDITIONS = {  # as a C99 compiler sees them; anything else is refused, so that nothing is lost without a word
    "ifdef __cplusplus": False, "ifndef __cplusplus": True, "if __STDC_VERSION__ >= 202311L": False,
    "if defined(__cplusplus) || __STDC_VERSION__ >= 202311L": False,
}


@dataclasses.dataclass
class Field:
    """A member of a struct or an argument of a function: its C type, without qualifiers but that of what is pointed to."""

    name: str
    base: str  # uint32_t, chroma2_source, a callback's name
    pointers: int
    const: bool  # what the (first) pointer points to may not be written
    length: int | None  # of an array
    doc: str = ""


@dataclasses.dataclass
class Enum:
    name: str
    doc: str
    members: list  # (name, value, doc)


@dataclasses.dataclass
class Struct:
    name: str
    doc: str
    fields: list


@dataclasses.dataclass
class Function:
    name: str
    doc: str
    result: Field
    arguments: list
    is_callback: bool = False


@dataclasses.dataclass
class Api:
    constants: dict = dataclasses.field(default_factory=dict)  # name: (value, doc)
    enums: list = dataclasses.field(default_factory=list)
    structs: list = dataclasses.field(default_factory=list)
    handles: list = dataclasses.field(default_factory=list)  # (name, doc)
    functions: list = dataclasses.field(default_factory=list)
    callbacks: list = dataclasses.field(default_factory=list)


def plain(comment):
    """A comment without its stars."""
    lines = [re.sub(r"^\s*\*? ?", "", line) for line in comment[3:-2].strip().split("\n")]
    return "\n".join(line.rstrip() for line in lines).strip()


def without(text, doc):
    """A header without comments and preprocessor lines, line numbers kept; `doc` gets comments by the line they end on."""

    def comment(match):
        end = text.count("\n", 0, match.end()) + 1
        if match[0].startswith("/**"):
            doc[end] = plain(match[0])
        return re.sub(r"[^\n]", " ", match[0])

    lines, stack = [], []
    text = re.sub(r"//[^\n]*", "", text)
    for line in re.sub(r"/\*.*?\*/", comment, text, flags=re.DOTALL).split("\n"):
        word = re.sub(r"\s+", " ", line.strip().removeprefix("#")).strip()
        if not line.lstrip().startswith("#"):
            lines.append(line if all(stack) else "")
            continue
        lines.append("")
        if word.startswith("if"):
            known = CONDITIONS.get(word, True if re.fullmatch(r"ifndef CHROMA2_\w+_H", word) else None)
            if known is None:
                raise ValueError(f"an unknown condition: #{word}")
            stack.append(known)
        elif word == "else":
            stack[-1] = not stack[-1]
        elif word == "endif":
            stack.pop()
    return re.sub(r"\bCHROMA2_(NODISCARD|API)\b", "", "\n".join(lines))


def field(name, node, doc=""):
    pointers, const, length = 0, False, None
    if isinstance(node, c_ast.ArrayDecl):
        length, node = int(node.dim.value), node.type
    while isinstance(node, c_ast.PtrDecl):
        pointers, node = pointers + 1, node.type
    const = "const" in (node.quals or [])
    kind = node.type
    base = kind.name if isinstance(kind, (c_ast.Struct, c_ast.Enum)) else " ".join(kind.names)
    return Field(name, base, pointers, const, length, doc)


def number(node):
    if isinstance(node, c_ast.BinaryOp) and node.op == "<<":
        return number(node.left) << number(node.right)
    return int(node.value.rstrip("uUlL"), 0)


def defined(text):
    """Names of the types that a header has."""
    found = re.findall(r"^typedef [^;{]*\(\*(chroma2_\w+)\)\(|^typedef [^;{(]*?(chroma2_\w+);|^} (chroma2_\w+);", text, re.MULTILINE)
    return ["".join(names) for names in found]


class Header:
    """One header, declaration by declaration. A comment belongs to what follows it."""

    def __init__(self, api, text, names):
        self.api, self.doc, self.last = api, {}, 0
        self.text = without(text, self.doc)
        own = set(defined(self.text))
        before = TYPES + " ".join(f"typedef int {name};" for name in sorted(names - own))
        for node in c_parser.CParser().parse(before + '\n#line 1 "header"\n' + self.text).ext:
            if node.coord.file == "header":
                self.declaration(node)

    def comment(self, line):
        """The last comment between what came before and this line."""
        found = [end for end in self.doc if self.last <= end <= line]
        self.last = line
        return self.doc[max(found)] if found else ""

    def declaration(self, node):
        api, kind = self.api, node.type
        if isinstance(node, c_ast.Decl) and isinstance(kind, c_ast.FuncDecl):
            api.functions.append(self.function(node.name, kind, node.coord.line))
        elif isinstance(kind, c_ast.Enum):
            doc = self.comment(kind.coord.line)
            members = []
            for one in kind.values.enumerators:
                members.append((one.name, number(one.value), self.comment(one.coord.line)))
            api.enums.append(Enum(kind.name, doc, members))
        elif isinstance(node, c_ast.Typedef) and isinstance(kind, c_ast.PtrDecl) and isinstance(kind.type, c_ast.FuncDecl):
            callback = self.function(node.name, kind.type, node.coord.line)
            callback.is_callback = True
            api.callbacks.append(callback)
        elif isinstance(node, c_ast.Typedef) and isinstance(kind.type, c_ast.Struct):
            struct = kind.type
            doc = self.comment(struct.coord.line)
            if struct.decls is None:
                api.handles.append((struct.name, doc))
            else:
                fields = [field(one.name, one.type, self.comment(one.coord.line)) for one in struct.decls]
                api.structs.append(Struct(struct.name, doc, fields))
        elif not (isinstance(node, c_ast.Typedef) and isinstance(kind.type, c_ast.IdentifierType)):
            raise ValueError(f"a declaration of an unknown kind: {node}")

    def function(self, name, kind, line):
        doc = self.comment(line)
        arguments = [] if kind.args is None else [field(one.name, one.type) for one in kind.args.params]
        if len(arguments) == 1 and arguments[0].base == "void" and not arguments[0].pointers:
            arguments = []
        return Function(name, doc, field("", kind.type), arguments)


def read(include):
    """All headers in the order of chroma2.h."""
    api = Api()
    config = (include / "chroma2/config.h").read_text()
    for name in ("ABI_VERSION", "VERSION_MAJOR"):
        api.constants[name] = int(re.search(rf"#define CHROMA2_{name} (\d+)", config)[1]), ""
    api.constants["VERSION_STRING"] = re.search(r'#define CHROMA2_VERSION_STRING "([\d.]+)"', config)[1], ""
    paths = re.findall(r'#include "(chroma2/\w+\.h)"', (include / "chroma2.h").read_text())
    texts = [(include / path).read_text() for path in paths if path != "chroma2/config.h"]
    names = {name for text in texts for name in defined(without(text, {}))}
    for text in texts:
        for comment, name, value in re.findall(
                r"(/\*\*(?:(?!\*/).)*\*/)\n#define CHROMA2_(\w+) (\d+)u?$", text, re.DOTALL | re.MULTILINE):
            api.constants[name] = int(value), plain(comment)
        Header(api, text, names)
    return api
