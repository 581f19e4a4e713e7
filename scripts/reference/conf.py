"""The reference of the C API, made of the headers' comments by Sphinx: one page a header, in the order of
chroma2.h, each function with a place that calls it in a program that the tests compile and run.

Sphinx with Hawkmoth, since all of it comes with pip: Doxygen is a program of the system. `make docs` runs it.
"""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include"
# Programs that tests/install.rs, tests/c_api.rs and tests/cuda_backend compile; the shortest example first.
PROGRAMS = [path for folder in ("examples_c", "tests/c", "tests/cuda_backend")
            for path in sorted((ROOT / folder).glob("*.c"), key=lambda path: (path.name != "minimal.c", path))]

project = "libchroma2"
author = "the libchroma2 authors"
version = release = re.search(r'CHROMA2_VERSION_STRING "(.*)"', (INCLUDE / "chroma2/config.h").read_text())[1]
extensions = ["hawkmoth"]
html_title = f"libchroma2 {version}"
html_copy_source = False
primary_domain = highlight_language = "c"
hawkmoth_root = str(INCLUDE)
hawkmoth_clang = [f"-I{INCLUDE}", "-std=c11"]
hawkmoth_compiler = os.environ.get("CC", "cc")  # whose headers of C are read
suppress_warnings = ["misc.highlighting_failure"]  # examples are parts of programs

DECLARATION = re.compile(
    r"^(?:#define (?P<macro>CHROMA2_(?!\w+_H$)\w+)|enum (?P<enum>\w+)|typedef struct (?P<struct>\w+) {"
    r"|typedef struct (?P<type>\w+) \w+;|typedef .*\(\*(?P<callback>\w+)\)"
    r"|.*\b(?P<function>chroma2_\w+)\()", re.MULTILINE)
REFUSED = re.compile(r"FAILS|INVALID|\\$", re.MULTILINE)  # or a macro
DIRECTIVES = {"callback": "type"}


def example(function, source):
    """A call of the function as a block of reST, and where the others are."""
    call = re.compile(rf"\b{function}\(")
    calls = []
    for program in PROGRAMS:
        lines = program.read_text().splitlines()
        calls += [(program, lines, i) for i, line in enumerate(lines) if call.search(line)]
    if not calls:
        raise ValueError(f"{function} is called in no example or test")
    # One that succeeds, where there is one.
    program, lines, first = min(calls, key=lambda at: bool(REFUSED.search("\n".join(at[1][at[2] - 1:at[2] + 1]))))
    last = next(i for i in range(first, len(lines)) if lines[i].rstrip().endswith((";", "{", "}")))
    others = len(calls) - 1
    name = program.relative_to(ROOT)
    return (f".. literalinclude:: {os.path.relpath(program, source)}\n   :lines: {max(first - 2, 1)}-{last + 1}\n   :dedent:\n"
            f"   :caption: {name}, line {first + 1}" + (f" ({others} more in examples and tests)" if others else ""))


def page(topic, source):
    """One header: its types and functions in the order in which it has them."""
    header = f"chroma2/{topic}.h"
    text = re.sub(r"/\*.*?\*/", lambda m: re.sub(r"[^\n]", " ", m[0]), (INCLUDE / header).read_text(), flags=re.DOTALL)
    out = [header, "=" * len(header), ""]
    for match in DECLARATION.finditer(text):
        kind, name = match.lastgroup, match[match.lastgroup]
        out += [f".. c:auto{DIRECTIVES.get(kind, kind)}:: {name}", f"   :file: {header}"]
        out += ["   :members:", ""] if kind in ("enum", "struct") else [""]
        out += [example(name, source), ""] if kind == "function" else []
    return "\n".join(out)


def pages(app):
    """Writes the pages where Sphinx looks for them."""
    source = pathlib.Path(app.srcdir)
    text = (INCLUDE / "chroma2.h").read_text()
    topics = [topic for topic in re.findall(r'#include "chroma2/(\w+)\.h"', text) if topic != "config"]
    for topic in topics:
        (source / f"{topic}.rst").write_text(page(topic, source))
    about = text[text.index("/*") + 2:text.index("*/")].replace("\n *", "\n")
    (source / "index.rst").write_text(
        f"libchroma2 {version}\n{'=' * 20}\n\n{about}\n\n.. toctree::\n   :maxdepth: 1\n\n"
        + "".join(f"   {topic}\n" for topic in topics) + "\n:ref:`genindex`\n")


def plain(app, lines, transform, options):
    """The headers' comments as reST: names in backticks are code, and nothing else is markup."""
    lines[:] = [re.sub(r"`([^`]+)`", r"``\1``", re.sub(r"([*|])", r"\\\1", line)) for line in lines]


def setup(app):
    app.connect("builder-inited", pages)
    app.connect("hawkmoth-process-docstring", plain)
