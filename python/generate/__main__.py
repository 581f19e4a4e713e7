"""Makes python/chroma2/_c.py and _fields.py from include/chroma2; with --check, says whether they are up to date."""

import argparse
import difflib
import pathlib
import sys

import emit
import headers

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser(prog="python python/generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file would change")
    check = parser.parse_args().check
    api, stale = headers.read(ROOT / "include"), False
    for name, made in (("_c.py", emit.module(api)), ("_fields.py", emit.fields(api))):
        path = ROOT / "python/chroma2" / name
        if not check:
            path.write_text(made)
            continue
        found = path.read_text() if path.exists() else ""
        stale |= found != made
        lines = difflib.unified_diff(found.splitlines(), made.splitlines(), name, "from the headers", lineterm="")
        print("\n".join(list(lines)[:60]))
    if stale:
        print("python/chroma2 does not fit the headers: `python python/generate` makes it anew")
    return int(stale)


sys.exit(main())
