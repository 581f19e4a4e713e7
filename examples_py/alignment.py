"""Where does a photomultiplier stand? Its hits of a flash, for one position after another, and for what was seen.

A detector of twenty balls about a flash; one of them is not where the drawings say. Each position is a revision of the detector, whose
commit takes over all that has not moved, and is given to the session while events of the one before still run.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2 as c2
from sphere import icosphere

BALL, PHOTONS = 7, 400_000
OFFSETS = np.linspace(-60.0, 60.0, 25)  # mm, along the line to the flash
TRUE = 25.0


def detector(context: c2.Context) -> tuple[c2.Geometry, npt.NDArray[Any]]:
    """Its balls' places, too."""
    geometry = c2.Geometry(context)
    water = geometry.material("water", {c2.REFRACTIVE_INDEX: 1.34, c2.ABSORPTION_LENGTH: 30_000.0})
    glass = geometry.material("glass", {c2.REFRACTIVE_INDEX: 1.5})
    cathode = geometry.surface("cathode", {c2.DETECT: 0.25, c2.ABSORB: 0.75})
    mesh = geometry.mesh(*icosphere(200.0, 3), glass, water, cathode)
    angle = np.arange(20) * 2.399963  # a spiral of even density on the sphere
    height = (np.arange(20) + 0.5) / 10 - 1
    out = np.sqrt(1 - height**2)
    places = 800.0 * np.column_stack([out * np.cos(angle), out * np.sin(angle), height])
    geometry.place_many(mesh, translations=places, channels=np.arange(20))
    geometry.commit()
    return geometry, places


def moved(geometry: c2.Geometry, places: npt.NDArray[Any], offset: float) -> c2.Geometry:
    """A revision in which the ball stands so far out."""
    revision = geometry.revise()
    revision.move(BALL, translation=places[BALL] * (1 + offset / 800.0))
    revision.commit()
    return revision


def flash(session: c2.Session, seed: int) -> c2.Event:
    return session.shine(c2.Source(count=PHOTONS, wavelength=420.0), seed=seed)


def count(event: c2.Event) -> int:
    return int(np.count_nonzero(event.wait().hits()["channel"] == BALL))


def main() -> None:
    with c2.Context() as context:
        geometry, places = detector(context)
        with geometry, c2.Session(context, geometry) as session:
            with moved(geometry, places, TRUE) as truth:
                session.set_geometry(truth)
                seen = count(flash(session, 1))
            begun, events = time.perf_counter(), []
            for offset in OFFSETS:
                with moved(geometry, places, offset) as revision:
                    session.set_geometry(revision)
                    events.append(flash(session, 2))
            made = time.perf_counter() - begun
            counts = np.array([count(event) for event in events])
        # The solid angle of a ball at a distance r is about pi R^2 / r^2: a line in the offset is good over some per cent.
        slope, middle = np.polyfit(OFFSETS, np.sqrt(1 / counts), 1)
        found = (np.sqrt(1 / seen) - middle) / slope
        error = np.sqrt(1 / seen) / 2 / np.sqrt(seen) / slope
        print(f"{seen} hits are seen; the ball stands {found:.1f} +- {error:.1f} mm farther out than drawn ({TRUE} in truth)")
        print(f"{len(OFFSETS)} positions made and submitted in {1e3 * made:.1f} ms")
        assert abs(found - TRUE) < 5 * error


if __name__ == "__main__":
    main()
