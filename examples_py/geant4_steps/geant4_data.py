"""Folders for Geant4's data sets. Imported before geant4_pybind, which reads the environment."""

from __future__ import annotations

import os
import pathlib
import tempfile

# Geant4 asks for the folders of its data sets when it starts. Where there is none, empty ones and stand-ins do: ionization, multiple
# scattering and optics are computed, and no gamma is made below the cuts of geant4_run.py.
SETS = "ABLA CHANNELING ENSDFSTATE INCL LE LEVELGAMMA NEUTRONHP PARTICLEXS PII RADIOACTIVE REALSURFACE SAIDXS".split()
POINTS = "1e-6 100000. 6\n6\n1e-6 1.\n1e-3 1.\n0.1 1.\n1. 1.\n100. 1.\n100000. 1.\n"
BREMSSTRAHLUNG = "0 4 4\n0. 0.3 0.6 1.\n-8 -2 4 10\n" + "1. 1. 1. 1.\n" * 4
PHOTONS = {"phot/pe-high": "1 1 0.6\n0.0005 1 1 1 1 1 1\n", "phot/pe-low": "1 1 0.6\n0.0005 1 1 1 1 1 1\n",
           "phot/pe-cs": POINTS, "phot/pe-le-cs": POINTS, "rayl/re-cs": POINTS}
FOLDER = tempfile.TemporaryDirectory()


def stand_ins(folder: str) -> None:
    """Sets the folders that the environment has none for."""
    for name in SETS:
        if "G4" + name + "DATA" in os.environ:
            continue
        place = pathlib.Path(folder, name)
        place.mkdir()
        os.environ["G4" + name + "DATA"] = str(place)
        files = {"ENSDFSTATE.dat": ""} if name == "ENSDFSTATE" else {}
        if name == "LE":
            files |= {f"brem_SB/br{number}": BREMSSTRAHLUNG for number in (1, 6, 8)}
            files |= {f"epics2017/{kind}-{number}.dat": text for kind, text in PHOTONS.items() for number in (1, 6, 8)}
        for file, text in files.items():
            place.joinpath(file).parent.mkdir(parents=True, exist_ok=True)
            place.joinpath(file).write_text(text)


stand_ins(FOLDER.name)
