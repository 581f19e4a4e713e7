"""The light of recorded steps of a muon in Geant4 against what Geant4's own photons did (examples_py/geant4_steps, --record), without
Geant4. Changed optics must show."""

import dataclasses
import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "python"), str(ROOT / "examples_py")]
from geant4_steps import recorded, scenes  # noqa: E402

FILE = pathlib.Path(__file__).with_name("geant4_steps.npz")
LIMIT = 1e-4 / 100  # for some hundred rows together

rows = recorded.compared(FILE, scenes.SCINTILLATOR, repeats=3, seed=5)
worst = min(rows, key=lambda row: row.p)
assert worst.p > LIMIT, worst
for change in (dict(index=scenes.SCINTILLATOR.index * 1.005), dict(birks=scenes.SCINTILLATOR.birks * 3),
               dict(rayleigh=scenes.SCINTILLATOR.rayleigh * 2)):
    changed = recorded.compared(FILE, dataclasses.replace(scenes.SCINTILLATOR, **change), repeats=1, seed=5)
    assert min(row.p for row in changed) < LIMIT, f"nothing shows {list(change)}"
print(f"{len(rows)} comparisons with Geant4, the least p {worst.p:.2g} ({worst.light}, {worst.what})")
