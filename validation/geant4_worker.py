"""Geant4 of one case, in a process of its own, since it can be initialised once only:

    python -m validation.geant4_worker SCENE CASE PHOTONS SEED FILE

writes the end states of all photons, as columns, to FILE (.npz). Needs geant4_pybind; optical photons need none of
Geant4's data sets."""

import os
import sys
import tempfile

import numpy as np

PER_EVENT = 20_000  # photons; larger events are slower
DATA = ("ABLA CHANNELING ENSDFSTATE INCL LE LEVELGAMMA NEUTRONHP PARTICLEXS PII RADIOACTIVE REALSURFACE SAIDXS").split()
FOLDER = tempfile.TemporaryDirectory()
for _name in DATA:  # Geant4 asks for these folders when it starts, whatever is simulated
    os.makedirs(os.path.join(FOLDER.name, _name))
    os.environ.setdefault(f"G4{_name}DATA", os.path.join(FOLDER.name, _name))
open(os.path.join(FOLDER.name, "ENSDFSTATE", "ENSDFSTATE.dat"), "w").close()

import geant4_pybind as g4  # noqa: E402
from geant4_pybind import eV, mm, ns  # noqa: E402

from .model import HC, WALL, Curve, Material  # noqa: E402
from .observables import BULK, DETECT, OTHER, SURFACE  # noqa: E402

OUTSIDE = Material("outside")  # has no properties: no light, and none is made
RANGE = (200.0, 1000.0)  # nm, of properties that are one number
UNITS = {"ABSLENGTH": mm, "RAYLEIGH": mm, "MIEHG": mm, "WLSABSLENGTH": mm, "WLSTIMECONSTANT": ns}


def add(table, name, value):
    """A property as a function of the photon energy, which rises."""
    curve = value if isinstance(value, Curve) else Curve(RANGE, (value, value))
    energies = [HC / x * eV for x in reversed(curve.wavelengths)]
    values = [float(y) * UNITS.get(name, 1.0) for y in reversed(curve.values)]
    table.AddProperty(name, g4.G4doubleVector(energies), g4.G4doubleVector(values))


class Detector(g4.G4VUserDetectorConstruction):
    def __init__(self, hall):
        super().__init__()
        self.hall, self.kept, self.materials, self.surfaces = hall, [], {}, {}
        self.oxygen = None

    def material(self, described):
        if described.name not in self.materials:
            made = g4.G4Material(described.name, g4.g / g4.cm3, 1)
            made.AddElement(self.oxygen, 1)
            if described is OUTSIDE:
                self.materials[described.name] = made
                return made
            table = g4.G4MaterialPropertiesTable()
            add(table, "RINDEX", described.index)
            if described.absorption:
                add(table, "ABSLENGTH", described.absorption)
            if described.rayleigh:
                add(table, "RAYLEIGH", described.rayleigh)
            if described.mie:
                add(table, "MIEHG", described.mie.length)
                table.AddConstProperty("MIEHG_FORWARD", described.mie.forward)
                table.AddConstProperty("MIEHG_BACKWARD", described.mie.backward)
                table.AddConstProperty("MIEHG_FORWARD_RATIO", described.mie.forward_ratio)
            if described.shifter:
                add(table, "WLSABSLENGTH", described.shifter.length)
                add(table, "WLSCOMPONENT", described.shifter.emission)
                table.AddConstProperty("WLSTIMECONSTANT", described.shifter.time * ns)
            if described.scintillator:
                add(table, "SCINTILLATIONCOMPONENT1", described.scintillator.emission)
                table.AddConstProperty("SCINTILLATIONYIELD", described.scintillator.photons_per_mev / g4.MeV)
                table.AddConstProperty("SCINTILLATIONTIMECONSTANT1", described.scintillator.time * ns)
                table.AddConstProperty("RESOLUTIONSCALE", 1.0)
            made.SetMaterialPropertiesTable(table)
            self.materials[described.name] = made
            self.kept.append(table)
        return self.materials[described.name]

    def surface(self, described):
        if described.name not in self.surfaces:
            made = g4.G4OpticalSurface(described.name)
            made.SetType(getattr(g4, described.type))
            made.SetModel(getattr(g4, described.model))
            made.SetFinish(getattr(g4, described.finish))
            if described.value is not None:
                (made.SetPolish if described.model == "glisur" else made.SetSigmaAlpha)(described.value)
            table = g4.G4MaterialPropertiesTable()
            for name, value in described.properties:
                if name == "SURFACEROUGHNESS":
                    table.AddConstProperty(name, value * g4.nm)
                else:
                    add(table, name, value)
            made.SetMaterialPropertiesTable(table)
            self.surfaces[described.name] = made
            self.kept.append(table)
        return self.surfaces[described.name]

    def volume(self, name, shape, material, centre, mother, skin=None):
        solid = g4.G4Box(name, *(x * mm for x in shape)) if isinstance(shape, tuple) else g4.G4Orb(name, shape * mm)
        logical = g4.G4LogicalVolume(solid, self.material(material), name)
        place = g4.G4ThreeVector(*(x * mm for x in centre))
        placed = g4.G4PVPlacement(None, place, logical, name, mother and mother.GetLogicalVolume(), False, 0)
        if skin:
            self.kept.append(g4.G4LogicalSkinSurface(skin.name + name, logical, self.surface(skin)))
        self.kept += [solid, logical, placed]
        return placed

    def Construct(self):
        hall = self.hall
        self.oxygen = g4.G4Element("oxygen", "O", 8.0, 16.0 * g4.g / g4.mole)
        x, y, z = hall.half
        world = self.volume("world", (1.5 * x, 1.5 * y, 1.5 * z), OUTSIDE, (0, 0, 0), None)
        placed, borders = {"world": world}, []
        if hall.floor:
            placed["hall"] = self.volume("hall", (x, y, z / 2), hall.material, (0, 0, z / 2), world)
            placed["floor"] = self.volume("floor", (x, y, z / 2), hall.floor, (0, 0, -z / 2), world)
            borders.append(("floor", "world", WALL))
            if hall.plane:
                borders += [("hall", "floor", hall.plane), ("floor", "hall", hall.plane)]
        else:
            placed["hall"] = self.volume("hall", hall.half, hall.material, (0, 0, 0), world)
        borders.append(("hall", "world", WALL))
        centres = {"hall": (0, 0, z / 2 if hall.floor else 0), "floor": (0, 0, -z / 2)}
        for one in hall.volumes:
            mother = one.mother or "hall"
            centres[one.name] = one.centre
            local = tuple(a - b for a, b in zip(one.centre, centres[mother]))
            placed[one.name] = self.volume(one.name, one.shape, one.material, local, placed[mother], one.skin)
        for before, after, surface in borders:
            name = f"{surface.name} {before} {after}"
            self.kept.append(g4.G4LogicalBorderSurface(name, placed[before], placed[after], self.surface(surface)))
        return world


class Gun(g4.G4VUserPrimaryGeneratorAction):
    """The photons of the case's light, one after another."""

    def __init__(self, light):
        super().__init__()
        self.gun = g4.G4ParticleGun(1)
        self.gun.SetParticleDefinition(g4.G4OpticalPhoton.Definition())
        self.columns = [light[name].astype(float).tolist() for name in ("position", "direction", "polarization")]
        self.energies = (HC / light["wavelength"].astype(float) * eV).tolist()
        self.next = 0

    def GeneratePrimaries(self, event):
        vector, gun = g4.G4ThreeVector, self.gun
        for k in range(self.next, min(self.next + PER_EVENT, len(self.energies))):
            position, direction, polarization = (column[k] for column in self.columns)
            gun.SetParticlePosition(vector(*position))
            gun.SetParticleMomentumDirection(vector(*direction))
            gun.SetParticlePolarization(vector(*polarization))
            gun.SetParticleEnergy(self.energies[k])
            gun.GeneratePrimaryVertex(event)
        self.next += PER_EVENT


def state(track, energy):
    """Position, direction, polarization, time, wavelength."""
    place, direction, polarization = track.GetPosition(), track.GetMomentumDirection(), track.GetPolarization()
    return (place.x, place.y, place.z, direction.x, direction.y, direction.z, polarization.x, polarization.y,
            polarization.z, track.GetGlobalTime() / ns, HC * eV / energy)


class Ends(g4.G4UserTrackingAction):
    """The end of each photon: a shifted one's is that of its successor."""

    def __init__(self):
        super().__init__()
        self.rows = []

    def PostUserTrackingAction(self, track):
        step = track.GetStep()
        process = step.GetPostStepPoint().GetProcessDefinedStep()
        process = process.GetProcessName() if process else ""
        if process in ("OpWLS", "OpWLS2") and step.GetNumberOfSecondariesInCurrentStep():
            return
        if process == "OpAbsorption":
            fate = BULK
        elif process == "Transportation":
            fate = DETECT if step.GetTotalEnergyDeposit() > 0 else SURFACE
        else:
            fate = OTHER
        self.rows.append(state(track, step.GetPreStepPoint().GetKineticEnergy()) + (fate,))


class Optics(g4.G4VModularPhysicsList):
    """Optical processes alone."""

    def __init__(self):
        super().__init__()
        self.RegisterPhysics(g4.G4OpticalPhysics())

    def ConstructParticle(self):
        for particle in (g4.G4OpticalPhoton, g4.G4Electron, g4.G4Positron, g4.G4Gamma):
            particle.Definition()
        super().ConstructParticle()

    def SetCuts(self):
        pass


class OpticsAndOthers(g4.G4VModularPhysicsList):
    def __init__(self, others):
        super().__init__()
        for made in (*others, g4.G4OpticalPhysics):
            self.RegisterPhysics(made())


class Actions(g4.G4VUserActionInitialization):
    """Makes the actions when Geant4 asks for them, which is when they may exist."""

    def __init__(self, make):
        super().__init__()
        self.make, self.actions = make, ()

    def Build(self):
        self.actions = self.make()
        for action in self.actions:
            self.SetUserAction(action)


def command(text):
    if g4.G4UImanager.GetUIpointer().ApplyCommand(text):
        raise RuntimeError(f"Geant4 refused {text}")


def manager_of(hall, make, others=(), cherenkov=False):
    """A run manager that is ready, with the processes that the hall needs, and what make() made: its actions."""
    manager = g4.G4RunManagerFactory.CreateRunManager(g4.G4RunManagerType.Serial)
    manager.SetUserInitialization(Detector(hall))
    manager.SetUserInitialization(OpticsAndOthers(others) if others else Optics())
    actions = Actions(make)
    manager.SetUserInitialization(actions)
    materials = [hall.material, hall.floor, *(volume.material for volume in hall.volumes)]
    materials = [material for material in materials if material]
    shifters = [material.shifter for material in materials if material.shifter]
    wanted = {"OpMieHG": any(material.mie for material in materials), "OpWLS": bool(shifters), "OpWLS2": False,
              "Cerenkov": cherenkov, "Scintillation": any(material.scintillator for material in materials)}
    for process, active in wanted.items():
        command(f"/process/optical/processActivation {process} {str(active).lower()}")
    if shifters:
        command(f"/process/optical/wls/setTimeProfile {shifters[0].profile}")
    manager.Initialize()
    return manager, actions


def columns_of(rows):
    rows = np.array(rows, np.float32)
    return dict(position=rows[:, 0:3], direction=rows[:, 3:6], polarization=rows[:, 6:9], time=rows[:, 9],
                wavelength=rows[:, 10], fate=rows[:, 11].astype(np.int32))


def main(scene, name, photons, seed, path):
    from . import geant4_muons
    from .scenes import find

    case = find(scene, name)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what Geant4 says of itself
    g4.G4Random.setTheSeed(seed)
    generator = np.random.default_rng(seed)
    if case.muons:
        found = geant4_muons.run(sys.modules[__name__], case, photons, generator)
    else:
        light = case.light(generator, photons)
        manager, actions = manager_of(case.hall, lambda: (Gun(light), Ends()))
        manager.BeamOn(-(-photons // PER_EVENT))
        found = columns_of(actions.actions[1].rows)
    np.savez(path, **found)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
