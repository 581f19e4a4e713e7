"""A muon's step in water and a deposit in a scintillator, and gensteps of Opticks (steps.py FILE.npy ROW MATERIAL ...).

Says how many photons the steps make, and of which step each of them is.
"""

import sys

import numpy as np

import chroma2_ctypes as c2

LIGHT = 299.792458  # mm/ns


def particle(water):
    steps = np.zeros(2, c2.STEP)
    steps["material"], steps["charge"], steps["id"] = water, -1, [501, 502]
    steps["kind"] = [c2.STEP_KIND_CHERENKOV, c2.STEP_KIND_SCINTILLATION]
    steps["displacement"], steps["velocity"], steps["end_velocity"] = [0, 0, 10], 0.999 * LIGHT, 0.999 * LIGHT
    steps["energy"] = 2.0  # MeV
    return steps


def main(arguments):
    context = c2.Context()
    detector = c2.Geometry(context)
    water = detector.material("water", {
        c2.MaterialProperty.REFRACTIVE_INDEX: ([300, 400, 600], [1.37, 1.35, 1.34]),
        c2.MaterialProperty.SCINTILLATION_YIELD: 1000, c2.MaterialProperty.BIRKS_CONSTANT: 0.1})
    detector.scintillation(water, ([380, 420, 500], [0, 0.5, 1]), decay_time=5, rise_time=0.5)
    detector.commit()
    session = c2.Session(context, detector)
    if arguments and arguments[0].endswith(".npy"):
        materials = {int(row): int(material) for row, material in zip(arguments[1::2], arguments[2::2])}
        steps = c2.steps_load_opticks(arguments[0], materials)
    else:
        steps = particle(water)
        means = session.count_steps(steps, seed=1)
        print(f"mean numbers of photons: {means.round(1)}, drawn: {steps['count']}")
    event = session.submit_steps(steps, seed=1, want=c2.WANT_PHOTONS | c2.WANT_STEPS).wait()
    light = event.photons()
    numbers, ids = event.find_steps(np.arange(len(light["time"])))
    assert (np.bincount(numbers, minlength=len(steps)) == steps["count"]).all() and (ids == steps["id"][numbers]).all()
    if not len(numbers):
        print(f"{len(steps)} steps make no photons")
        return
    print(f"{len(numbers)} photons of {len(steps)} steps, mean wavelength {light['wavelength'].mean():.1f} nm")


if __name__ == "__main__":
    main(sys.argv[1:])
