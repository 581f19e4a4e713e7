"""Compares libchroma2 with Geant4: `make compare-geant4`, or, with CHROMA2_LIBRARY set,

    python -m validation [--photons N] [--self-test] [--markdown FILE] [--pictures FOLDER] [SCENE ...]

Prints a table; ends with 1 where the two disagree (probability below 1e-4) and no reason is listed. --self-test: all
of libchroma2's indices of refraction are 0.5 % higher, which every case must notice, or it ends with 1."""

import argparse
import sys

from . import compare, report
from .scenes import SCENES


def arguments():
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__.split("\n")[0])
    parser.add_argument("scenes", nargs="*", metavar="SCENE", help=f"of {', '.join(SCENES)}; none: all")
    parser.add_argument("--photons", type=int, help="Geant4's photons of a case, instead of the case's own number")
    parser.add_argument("--self-test", action="store_true", help="indices 0.5 %% too high: every case must notice")
    parser.add_argument("--markdown", help="a file for the tables")
    parser.add_argument("--pictures", help="a folder for pictures, one a case")
    given = parser.parse_args()
    unknown = set(given.scenes) - set(SCENES)
    if unknown:
        parser.error(f"no scene {', '.join(unknown)}; there are: {', '.join(SCENES)}")
    return given


def main():
    given = arguments()
    results = []
    for result in compare.compare(given.scenes or SCENES, given.photons, 1.005 if given.self_test else 1.0):
        results.append(result)
        print(report.lines(result), flush=True)
        if given.pictures:
            from . import pictures

            pictures.draw(result, given.pictures)
    if given.markdown:
        report.write(results, given.markdown)
    if given.self_test:
        blind = [f"{result.scene}, {result.case.name}" for result in results
                 if result.case.index_matters and result.can_fail and not result.failures]
        print("Seen by every case." if not blind else f"NOT SEEN by: {'; '.join(blind)}")
        return bool(blind)
    print(report.summary(results))
    return any(result.failures for result in results)


if __name__ == "__main__":
    sys.exit(main())
