"""Geant4 of one source in one file, in a process of its own, since it can be initialised once only:

    python -m validation.gdml.geant4_worker FILE.gdml SOURCE.json PHOTONS SEED OUT.npz

writes the ends of all photons. Needs geant4_pybind; optical photons need none of Geant4's data sets."""

import json
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
from geant4_pybind import eV, ns  # noqa: E402

from .ends import BULK, DETECT, LEFT, NO_INDEX, OTHER, SHIFTER, SURFACE, bare, numbered  # noqa: E402
from .sources import Source  # noqa: E402

HC = 1239.841984  # eV nm


class Detector(g4.G4VUserDetectorConstruction):
    def __init__(self, path):
        super().__init__()
        self.path, self.parser = path, g4.G4GDMLParser()

    def Construct(self):
        self.parser.SetOverlapCheck(False)
        self.parser.Read(self.path, False)
        self.world = self.parser.GetWorldVolume()
        return self.world


class Gun(g4.G4VUserPrimaryGeneratorAction):
    """The photons of the light, one after another."""

    def __init__(self, light):
        super().__init__()
        self.gun = g4.G4ParticleGun(1)
        self.gun.SetParticleDefinition(g4.G4OpticalPhoton.Definition())
        self.columns = [light[name].astype(float).tolist() for name in ("position", "direction", "polarization")]
        self.energies = (HC / light["wavelength"].astype(float) * eV).tolist()
        self.first = self.next = 0

    def GeneratePrimaries(self, event):
        vector, gun = g4.G4ThreeVector, self.gun
        self.first = self.next
        for k in range(self.next, min(self.next + PER_EVENT, len(self.energies))):
            position, direction, polarization = (column[k] for column in self.columns)
            gun.SetParticlePosition(vector(*position))
            gun.SetParticleMomentumDirection(vector(*direction))
            gun.SetParticlePolarization(vector(*polarization))
            gun.SetParticleEnergy(self.energies[k])
            gun.GeneratePrimaryVertex(event)
        self.next += PER_EVENT


class Names:
    """Volumes by their touchables, materials by themselves; each gets its number when it is met first."""

    def __init__(self, world):
        self.volumes, self.materials, self.own, self.paths = [], [], {}, {}
        self.kept = []
        self.name_daughters(world, f"{bare(world.GetName())}:{world.GetCopyNo()}", set())

    def name_daughters(self, physical, name, seen):
        """The name of each placement among its siblings. Replicas are one placement, whose copy numbers change."""
        self.kept.append(physical)
        self.own[id(physical)] = name
        logical = physical.GetLogicalVolume()
        self.kept.append(logical)
        if id(logical) in seen:
            return
        seen.add(id(logical))
        daughters = [logical.GetDaughter(i) for i in range(logical.GetNoDaughters())]
        replicated = [one.IsReplicated() or one.IsParameterised() for one in daughters]
        names = [bare(one.GetName()) + ("" if many else f":{one.GetCopyNo()}") for one, many in zip(daughters, replicated)]
        for one, own in zip(daughters, numbered(names)):
            self.name_daughters(one, own, seen)

    def volume(self, touchable):
        path = []
        for depth in range(touchable.GetHistoryDepth() + 1):
            physical = touchable.GetVolume(depth)
            own = self.own[id(physical)]
            path.append(own if ":" in own else f"{own}:{touchable.GetReplicaNumber(depth)}")
        path = "/".join(reversed(path))
        if path not in self.paths:
            self.paths[path] = len(self.volumes)
            self.volumes.append(path)
        return self.paths[path]

    def material(self, material):
        name = bare(material.GetName())
        if name not in self.materials:
            self.materials.append(name)
        return self.materials.index(name)


def has_index(material):
    table = material.GetMaterialPropertiesTable()
    return table is not None and table.GetProperty("RINDEX") is not None


def surface_between(before, after):
    """The optical surface that acts on light from one physical volume into another, or None."""
    border = g4.G4LogicalBorderSurface.GetSurface(before, after)
    if border:
        return border.GetSurfaceProperty()
    logical = [before.GetLogicalVolume(), after.GetLogicalVolume()]
    if after.GetMotherLogical() is logical[0]:
        logical.reverse()
    skins = [skin for skin in map(g4.G4LogicalSkinSurface.GetSurface, logical) if skin]
    return skins[0].GetSurfaceProperty() if skins else None


def needs_index(surface):
    """Whether light at the boundary is killed, before all else, unless the material beyond has an index."""
    return surface is None or (surface.GetType() == g4.dielectric_dielectric
                               and surface.GetFinish() in (g4.polished, g4.ground))


def lacks_index(surface, beyond):
    if surface is not None and surface.GetFinish() in (g4.polishedbackpainted, g4.groundbackpainted):
        table = surface.GetMaterialPropertiesTable()
        return table is None or table.GetProperty("RINDEX") is None
    return needs_index(surface) and not has_index(beyond)


class Ends(g4.G4UserTrackingAction):
    """The end of each photon: a shifted one's is that of its successors."""

    def __init__(self, gun, detector):
        super().__init__()
        self.gun, self.detector, self.rows, self.names, self.parents, self.event = gun, detector, [], None, {}, -1

    def PreUserTrackingAction(self, track):
        if self.event != self.gun.first:
            self.event, self.parents = self.gun.first, {}
        parent = track.GetParentID()
        number = self.gun.first + track.GetTrackID() - 1 if parent == 0 else self.parents[parent]
        self.parents[track.GetTrackID()] = self.number = number

    def PostUserTrackingAction(self, track):
        if self.names is None:
            self.names = Names(self.detector.world)
        step = track.GetStep()
        before, after = step.GetPreStepPoint(), step.GetPostStepPoint()
        process = after.GetProcessDefinedStep()
        process = process.GetProcessName() if process else ""
        if process in ("OpWLS", "OpWLS2") and step.GetNumberOfSecondariesInCurrentStep():
            return
        fate, beyond = OTHER, -1
        if process == "OpAbsorption":
            fate = BULK
        elif process in ("OpWLS", "OpWLS2"):
            fate = SHIFTER
        elif after.GetStepStatus() == g4.fWorldBoundary:
            fate = LEFT
        elif after.GetStepStatus() == g4.fGeomBoundary:
            beyond = self.names.volume(after.GetTouchable())
            fate = self.at_boundary(step, before, after)
        place = track.GetPosition()
        self.rows.append((self.number, fate, self.names.volume(before.GetTouchable()), beyond,
                          self.names.material(before.GetMaterial()), track.GetGlobalTime() / ns,
                          HC * eV / before.GetKineticEnergy(), place.x, place.y, place.z))

    def at_boundary(self, step, before, after):
        if not has_index(before.GetMaterial()):
            return NO_INDEX
        if step.GetTotalEnergyDeposit() <= 0:
            return SURFACE
        # Geant4 deposits the energy of what it detects and of what it kills for want of an index.
        surface = surface_between(before.GetTouchable().GetVolume(), after.GetTouchable().GetVolume())
        return NO_INDEX if lacks_index(surface, after.GetMaterial()) else DETECT


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


class Actions(g4.G4VUserActionInitialization):
    """Makes the actions when Geant4 asks for them, which is when they may exist."""

    def __init__(self, detector, light, more=()):
        super().__init__()
        self.detector, self.light, self.more = detector, light, more

    def Build(self):
        gun = Gun(self.light)
        self.ends = Ends(gun, self.detector)
        self.kept = [make(self) for make in self.more]
        for action in (gun, self.ends, *self.kept):
            self.SetUserAction(action)


def command(text):
    if g4.G4UImanager.GetUIpointer().ApplyCommand(text):
        raise RuntimeError(f"Geant4 refused {text}")


def columns_of(rows, names):
    table = np.array(rows, float).reshape(-1, 10)
    whole = dict(zip(("photon", "fate", "volume", "beyond", "material"), table[:, :5].T.astype(np.int32)))
    return whole | dict(time=table[:, 5].astype(np.float32), wavelength=table[:, 6].astype(np.float32),
                        position=table[:, 7:].astype(np.float32), volumes=np.array(names.volumes),
                        materials=np.array(names.materials))


def ends_of(path, light, seed, commands=(), more=()):
    """All photons' ends. Scintillation is off: 11.4.0 to 11.4.2 make scintillation light of absorbed photons."""
    g4.G4Random.setTheSeed(seed)
    detector = Detector(path)
    manager = g4.G4RunManagerFactory.CreateRunManager(g4.G4RunManagerType.Serial)
    manager.SetUserInitialization(detector)
    manager.SetUserInitialization(Optics())
    actions = Actions(detector, light, more)
    manager.SetUserInitialization(actions)
    for process in ("Cerenkov", "Scintillation"):
        command(f"/process/optical/processActivation {process} false")
    for text in commands:
        command(text)
    manager.Initialize()
    manager.BeamOn(-(-len(light["wavelength"]) // PER_EVENT))
    return columns_of(actions.ends.rows, actions.ends.names)


def main(path, described, photons, seed, out):
    source = Source(**json.loads(described))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what Geant4 says of itself
    light = source.light(np.random.default_rng(int(seed)), int(photons))
    found = ends_of(path, light, int(seed))
    np.savez_compressed(out, source=json.dumps(source.described()), seed=int(seed), geant4=str(g4.G4Version), **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
