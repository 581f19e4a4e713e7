"""Geant4 tracks particles in a cube of liquid; libchroma2 makes the light of their steps, and Geant4 its own: are they the same?

    python -m geant4_steps {water,scintillator} {mu-,e-} [--photons 1e6] [--pictures FOLDER] [--save FILE] [--load FILE]

Run in the folder above. Geant4's side needs geant4_pybind; what --save has kept is compared without it by --load. The status is 1 where
they differ.
"""

from __future__ import annotations

import argparse
import dataclasses
import pathlib
import sys
import time

import numpy as np

from . import agreement, recorded, scenes


def main() -> int:
    parser = argparse.ArgumentParser(prog="geant4_steps", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scene", choices=scenes.SCENES)
    parser.add_argument("particles", choices=scenes.PARTICLES)
    parser.add_argument("--photons", type=float, default=1e5, help="of Geant4, at least")
    parser.add_argument("--repeats", type=int, default=2, help="events of libchroma2 on the same steps")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--drawn", action="store_true", help="components of scintillation light drawn for each photon")
    parser.add_argument("--bare", action="store_true", help="Geant4 with the wrong velocity after reflections")
    parser.add_argument("--scale", action="append", default=[], metavar="FIELD=FACTOR", help="libchroma2 with another scene: index=1.001")
    parser.add_argument("--record", type=pathlib.Path, help="file (.npz) for Geant4's steps and histograms of its photons")
    parser.add_argument("--pictures", type=pathlib.Path, help="folder for pages of histograms")
    parser.add_argument("--markdown", type=pathlib.Path, help="file for the table")
    parser.add_argument("--save", type=pathlib.Path, help="file (.npz) for Geant4's side")
    parser.add_argument("--load", type=pathlib.Path, help="such a file, in place of Geant4")
    given = parser.parse_args()
    scene = scenes.SCENES[given.scene]
    if given.load:
        with np.load(given.load) as file:
            run = dict(file)
    else:
        from . import geant4_run
        start = time.monotonic()
        run = geant4_run.run(scene, scenes.PARTICLES[given.particles], int(given.photons), given.seed, given.bare)
        print(f"Geant4: {run['events']} events, {len(run['end_time'])} photons in {time.monotonic() - start:.0f} s; "
              f"{run['of_light']} photons of absorbed light left out")
    if given.save:
        np.savez_compressed(given.save, **run)
    if given.record:
        recorded.write(given.record, run)
    for text in given.scale:
        name, factor = text.split("=")
        scene = dataclasses.replace(scene, **{name: getattr(scene, name) * float(factor)})
    found = agreement.compared(run, scene, given.repeats, given.seed, given.drawn)
    print(found)
    if given.markdown:
        given.markdown.write_text(found.markdown() + "\n")
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
        for name, page in found.pages.items():
            page.picture(given.pictures / f"{given.scene}-{given.particles}-{name.replace(', ', '-')}.png")
    return int(any(row.p < agreement.LIMIT for row in found.rows))


if __name__ == "__main__":
    sys.exit(main())
