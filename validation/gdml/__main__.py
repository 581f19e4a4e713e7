"""Compares libchroma2 with Geant4 in public GDML files:

    python -m validation.gdml --folder FOLDER [--photons N] [--self-test] [--markdown FILE] [FILE ...]

FOLDER holds sib.gdml, sipm.gdml, apex.gdml, duneb.gdml and rain.gdml. Prints a table; ends with 1 where the two disagree
(probability below 1e-4) and no reason is listed. --geant4: only runs Geant4, whose answers are kept in
build/validation/gdml. --self-test: compares Geant4 with itself, which must agree, and with changed copies, which must
not."""

import argparse
import os
import sys
import time

from . import compare, geant4, report, self_test
from .sources import PHOTONS, SOURCES, path_of, photons_of


def arguments():
    parser = argparse.ArgumentParser(prog="python -m validation.gdml", description=__doc__.split("\n")[0])
    parser.add_argument("files", nargs="*", metavar="FILE", help=f"of {', '.join(SOURCES)}; none: all")
    parser.add_argument("--folder", required=True, help="where the files are")
    parser.add_argument("--photons", type=int, default=PHOTONS, help=f"of a source, in Geant4; {PHOTONS} unless given")
    parser.add_argument("--geant4", action="store_true", help="only run Geant4")
    parser.add_argument("--self-test", action="store_true", help="Geant4 against itself, as it is and changed")
    parser.add_argument("--markdown", help="a file for the table")
    given = parser.parse_args()
    unknown = set(given.files) - set(SOURCES)
    if unknown:
        parser.error(f"no file {', '.join(sorted(unknown))}; there are: {', '.join(SOURCES)}")
    try:
        given.paths = {name: path_of(given.folder, name, geant4.FOLDER) for name in given.files or SOURCES}
        absent = [path for path in given.paths.values() if not os.path.exists(path)]
    except OSError as missing:
        absent = [missing.filename]
    if absent:
        parser.error(f"there is no {', '.join(absent)}")
    return given


def only_geant4(given):
    for file, path in given.paths.items():
        for source in SOURCES[file]:
            start = time.monotonic()
            ends = geant4.ends(path, source, photons_of(file, source, given.photons))
            print(f"{file}: {source.name}, {len(ends['fate'])} ends, {time.monotonic() - start:.1f} s", flush=True)


def test_of_tests(given):
    wrong = []
    for name, compared, must_differ in self_test.run(given.paths, given.photons):
        print(f"{name}, {report.lines(compared)}", flush=True)
        if bool(compared.failures) != must_differ:
            wrong.append(f"{compared.file}, {compared.source}, {name}")
    print(f"NOT AS EXPECTED: {'; '.join(wrong)}" if wrong else "All as expected.")
    return bool(wrong)


def main():
    given = arguments()
    if given.geant4:
        return only_geant4(given)
    if given.self_test:
        return test_of_tests(given)
    results = []
    for path in given.paths.values():
        for result in compare.compare(path, photons=given.photons):
            results.append(result)
            print(report.lines(result), flush=True)
    if given.markdown:
        report.write(results, given.markdown)
    print(report.summary(results))
    return any(result.failures for result in results)


if __name__ == "__main__":
    sys.exit(main())
