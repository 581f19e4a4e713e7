"""libchroma2's ends of a GDML file's light."""

import os
import sys
import tempfile
import xml.etree.ElementTree

import numpy as np

from .ends import BULK, DETECT, LEFT, NO_INDEX, OTHER, SURFACE, bare
from .volumes import Volumes

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../python"))
from chroma2 import (  # noqa: E402
    FLAG_BULK_ABSORB, FLAG_NO_HIT, FLAG_SURFACE_ABSORB, FLAG_SURFACE_DETECT, NONE, WANT_PHOTONS)

MORE = 4  # photons for each of Geant4's: they cost little
FEWER = {("apex", "argon"): 1, ("apex_wide", "argon"): 2}  # but of what is caught in a layer of two micrometres
PER_EVENT = 100_000
FEW = 100  # records
MAX_STEPS = 100_000_000
# Properties that Geant4 does not know, and what has no meaning where the files have it.
IGNORED = ("REEMISSIONPROB", "ABSORPTION", "REFLECTIVITY", "EFFICIENCY")


def light_of(source, photons, seed):
    """The photons' columns position, direction, polarization, wavelength: of the distribution that Geant4's have."""
    return source.light(np.random.default_rng(seed), photons)


def ignored_in(path):
    """Of IGNORED, those that the file gives to materials: to surfaces they have a meaning."""
    found = []
    for material in xml.etree.ElementTree.parse(path).getroot().iter("material"):
        names = {one.get("name") for one in material.iter("property")}
        found += [f"{bare(material.get('name'))}.{name}" for name in IGNORED if name in names]
    return found


class Detector:
    """A committed geometry of a file, and what its scene file says of it."""

    def __init__(self, kind, context, path):
        self.geometry = kind.load_gdml(context, path, detection="surface", ignore=ignored_in(path))
        with tempfile.TemporaryDirectory() as folder:
            self.geometry.save(folder)
            self.volumes = Volumes(folder, self.geometry.placements())
        self.geometry.commit()

    def close(self):
        self.geometry.close()


def starts(records):
    """Of each recorded photon the state after its last boundary, from where on it stayed in one volume."""
    offset = records["offset"].astype(np.int64)
    met = np.flatnonzero(records["instance"] != NONE)
    chosen = []
    for first, end in zip(offset, offset[1:]):
        # The end itself is no boundary: only what was absorbed in bulk is asked for.
        before = np.searchsorted(met, end) - 1
        chosen.append(met[before] if before >= 0 and met[before] >= first else first)
    return np.array(chosen, int)


def ends_of(volumes, states, records_of):
    """The columns of ends.py but for `photon`."""
    flags = states["flags"]
    by_flag = {FLAG_BULK_ABSORB: BULK, FLAG_SURFACE_DETECT: DETECT, FLAG_SURFACE_ABSORB: SURFACE, FLAG_NO_HIT: LEFT}
    fate = np.select([flags & flag != 0 for flag in by_flag], list(by_flag.values()), OTHER)
    volume, beyond = np.full(len(fate), -1), np.full(len(fate), -1)
    position = states["position"].astype(float)
    at_face, left = np.isin(fate, (DETECT, SURFACE)), fate == LEFT
    volume[at_face], beyond[at_face] = volumes.across(position[at_face], states["direction"][at_face],
                                                      states["instance"][at_face], states["triangle"][at_face])
    volume[left] = volumes.within_the_world(position[left])
    inside = np.flatnonzero(~at_face & ~left)
    volume[inside], sure = volumes.at(position[inside])
    unsure = inside[~sure]
    if len(unsure):
        records = records_of(unsure)
        last = starts(records)
        from_face = records["instance"][last] != NONE
        place, direction = records["position"][last].astype(float), records["direction"][last]
        found = volumes.at(place)[0]
        if from_face.any():
            found[from_face] = volumes.across(place[from_face], direction[from_face], records["instance"][last][from_face],
                                              records["triangle"][last][from_face])[1]
        volume[unsure] = found
    if (volume < 0).any():
        raise ValueError(f"light ended outside of the world, as at {position[volume < 0][0]}")
    black = (fate == SURFACE) & volumes.lacks_index(volume, beyond)
    fate[black] = NO_INDEX
    return dict(fate=fate, volume=volume, beyond=beyond, material=volumes.material[volume], time=states["time"],
                wavelength=states["wavelength"], position=states["position"])


class Records:
    """Runs photons of an event again for their records: a few one by one, many with all others."""

    def __init__(self, session, light, options, event):
        self.session, self.light, self.options, self.event = session, light, options, event

    def __call__(self, which):
        numbers = which.astype(np.uint64) + np.uint64(self.options["first_index"])
        if len(which) > FEW:
            with self.session.submit(**self.light, **self.options, record_indices=numbers) as event:
                return event.wait().records()
        found = []
        for one in numbers.tolist():
            with self.event.replay(one) as event:
                found.append(event.wait().records())
        offset = np.cumsum([0, *(len(one["flags"]) for one in found)])
        columns = ("position", "direction", "instance", "triangle")
        return {name: np.concatenate([one[name] for one in found]) for name in columns} | {"offset": offset}


def library_ends(path, source, photons, seed):
    """The ends (a dict as in ends.py, whose `check` it must pass) of so many photons of the source in the file's geometry.

    A photon's state says at which facet it ended, if it did at one; the volumes on both sides are those that are there
    (`volumes.py`). Where it was absorbed in bulk nearer to a face than single precision tells apart, it is run again for
    its record, and its volume is that into which it went from the last facet. Ends of photons that a shifter makes beside
    the first one are not told, and no file here has such shifters."""
    import chroma2 as c2  # which loads the library; Geant4's half does without
    name = os.path.splitext(os.path.basename(path))[0]
    photons = photons * FEWER.get((name, source.name), MORE) // MORE
    light, found = light_of(source, photons, seed), []
    with c2.Context() as context:
        detector = Detector(c2.Geometry, context, path)
        with c2.Session(context, detector.geometry) as session:
            for first in range(0, photons, PER_EVENT):
                part = {key: column[first:first + PER_EVENT] for key, column in light.items()}
                options = dict(seed=seed, first_index=first, max_steps=MAX_STEPS, want=WANT_PHOTONS)
                with session.submit(**part, **options, keep_light=1) as event:
                    states = event.wait().photons()
                    if event.summary()["secondaries"]:
                        raise ValueError(f"{path}: a shifter emits several photons, whose ends are not told")
                    found.append(ends_of(detector.volumes, states, Records(session, part, options, event))
                                 | {"photon": np.arange(first, first + len(states["time"]))})
            changes = session.medium_changes()["total"]
        volumes = detector.volumes
        detector.close()
    if changes:
        print(f"{name}, {source.name}: {changes} legs began in one medium and ended in another", file=sys.stderr)
    columns = {key: np.concatenate([one[key] for one in found]) for key in found[0]}
    return columns | {"volumes": np.array(volumes.paths), "materials": np.array(volumes.materials)}
