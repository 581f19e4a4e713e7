"""A muon's step in a scintillating liquid and a calibration source in it, or gensteps of Opticks.

    steps.py [FILE.npy ROW MATERIAL ...]

Says how many photons the steps make, and of which step each of them is. The source is a point with a spectrum of its
own, such as a light-emitting diode has.
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2 as c2

LIGHT = 299.792458  # mm/ns


def particle(water: int) -> npt.NDArray[Any]:
    steps = np.zeros(3, c2.STEP)
    steps["id"] = [501, 502, 900]
    steps["kind"] = [c2.STEP_KIND_CHERENKOV, c2.STEP_KIND_SCINTILLATION, c2.STEP_KIND_POINT]
    muon, diode = steps[:2], steps[2]
    muon["material"], muon["charge"], muon["energy"] = water, -1, 2.0  # MeV
    muon["displacement"], muon["velocity"], muon["end_velocity"] = [0, 0, 10], 0.999 * LIGHT, 0.999 * LIGHT
    diode["count"], diode["position"], diode["spectrum"] = 50_000, [0, 0, 100], 1
    return steps


DIODE = c2.StepSpectrum(([400, 465, 530], [0, 1, 0]), decay_time=2.0)  # a triangle of mean 465 nm


def main(arguments: list[str]) -> None:
    context = c2.Context()
    detector = c2.Geometry(context)
    water = detector.material("water", {
        c2.MaterialProperty.REFRACTIVE_INDEX: ([300, 400, 600], [1.37, 1.35, 1.34]),
        c2.MaterialProperty.SCINTILLATION_YIELD: 1000, c2.MaterialProperty.BIRKS_CONSTANT: 0.1})
    detector.scintillation(water, density=([380, 420, 500], [0, 1, 0]), decay_time=5, rise_time=0.5)
    detector.commit()
    session = c2.Session(context, detector)
    common = c2.Steps()
    if arguments and arguments[0].endswith(".npy"):
        materials = {int(row): int(material) for row, material in zip(arguments[1::2], arguments[2::2])}
        steps = c2.steps_load_opticks(arguments[0], materials)
    else:
        steps, common = particle(water), c2.Steps(spectra=[DIODE])
        means = session.count_steps(steps, common, seed=1)
        print(f"mean numbers of photons: {means.round(1)}, drawn: {steps['count']}")
    event = session.submit_steps(steps, common, seed=1, want=c2.WANT_PHOTONS | c2.WANT_STEPS).wait()
    light = event.photons()
    numbers, ids = event.find_steps(np.arange(len(light["time"])))
    assert (np.bincount(numbers, minlength=len(steps)) == steps["count"]).all() and (ids == steps["id"][numbers]).all()
    if not len(numbers):
        print(f"{len(steps)} steps make no photons")
        return
    if common.spectrum_count:
        # A triangle's standard deviation is its half width by the root of 6; so many photons know the mean to 0.12 nm.
        of_diode = light["wavelength"][numbers == 2]
        assert abs(of_diode.mean() - 465) < 5 * (65 / 6**0.5) / len(of_diode)**0.5
        # The liquid's: (380 + 420 + 500) / 3.
        of_liquid = light["wavelength"][numbers == 1]
        assert abs(of_liquid.mean() - 1300 / 3) < 5 * of_liquid.std() / len(of_liquid)**0.5
    print(f"{len(numbers)} photons of {len(steps)} steps, mean wavelength {light['wavelength'].mean():.1f} nm")


if __name__ == "__main__":
    main(sys.argv[1:])
