"""Geant4's part of benches/geant4.py, in a process of its own: reads lines "rate N" and "fates N" and answers each
with a line of JSON. Needs geant4_pybind; optical photons need none of Geant4's data sets."""

import json
import math
import os
import random
import sys
import tempfile
import time

import water_balls as scene

PER_EVENT = 20_000  # photons; larger events are slower
DATA = ("ABLA CHANNELING ENSDFSTATE INCL LE LEVELGAMMA NEUTRONHP PARTICLEXS PII RADIOACTIVE REALSURFACE SAIDXS").split()
FOLDER = tempfile.TemporaryDirectory()
for _name in DATA:  # Geant4 asks for these folders when it starts, whatever is simulated
    os.makedirs(os.path.join(FOLDER.name, _name))
    os.environ.setdefault(f"G4{_name}DATA", os.path.join(FOLDER.name, _name))
open(os.path.join(FOLDER.name, "ENSDFSTATE", "ENSDFSTATE.dat"), "w").close()

import geant4_pybind as g4  # noqa: E402
from geant4_pybind import eV, mm  # noqa: E402

ENERGY = 1239.841984 / scene.WAVELENGTH * eV


def table(**properties):
    energies, values = [1.5 * eV, 6.2 * eV], g4.G4MaterialPropertiesTable()
    for name, value in properties.items():
        values.AddProperty(name, g4.G4doubleVector(energies), g4.G4doubleVector([value] * 2))
    return values


def mirror(name, reflectivity, efficiency):
    """An opaque surface that detects the share `efficiency` of what it does not reflect."""
    surface = g4.G4OpticalSurface(name)
    surface.SetType(g4.dielectric_metal)
    surface.SetModel(g4.unified)
    surface.SetFinish(g4.polished)
    surface.SetMaterialPropertiesTable(table(REFLECTIVITY=reflectivity, EFFICIENCY=efficiency))
    return surface


class Detector(g4.G4VUserDetectorConstruction):
    def Construct(self):
        oxygen = g4.G4Element("oxygen", "O", 8.0, 16.0 * g4.g / g4.mole)
        water, glass = (g4.G4Material(name, g4.g / g4.cm3, 1) for name in ("water", "glass"))
        for material in (water, glass):
            material.AddElement(oxygen, 1)
        water.SetMaterialPropertiesTable(
            table(RINDEX=scene.INDEX, ABSLENGTH=scene.ABSORPTION * mm, RAYLEIGH=scene.SCATTERING * mm))
        glass.SetMaterialPropertiesTable(table(RINDEX=1.49))
        logical = {}
        for name, solid, material in [("world", g4.G4Box("world", *[1.2 * scene.WATER_RADIUS * mm] * 3), water),
                                      ("water", g4.G4Orb("water", scene.WATER_RADIUS * mm), water),
                                      ("ball", g4.G4Orb("ball", scene.BALL_RADIUS * mm), glass)]:
            logical[name] = g4.G4LogicalVolume(solid, material, name)
        world = g4.G4PVPlacement(None, g4.G4ThreeVector(), logical["world"], "world", None, False, 0)
        ball = g4.G4PVPlacement(None, g4.G4ThreeVector(), logical["water"], "water", logical["world"], False, 0)
        self.kept = [g4.G4PVPlacement(None, g4.G4ThreeVector(*centre), logical["ball"], "ball", logical["water"], False, i)
                     for i, centre in enumerate(scene.centres())]
        self.kept += [g4.G4LogicalSkinSurface(
            "balls", logical["ball"], mirror("ball", scene.REFLECT, scene.DETECT / (1 - scene.REFLECT)))]
        self.kept += [g4.G4LogicalBorderSurface("wall", ball, world, mirror("wall", 0.0, 0.0)), oxygen, ball, logical]
        return world


class Gun(g4.G4VUserPrimaryGeneratorAction):
    """The flash. Its time is not counted: Geant4 makes photons in C++, and this is Python."""

    def __init__(self):
        super().__init__()
        self.gun = g4.G4ParticleGun(1)
        self.gun.SetParticleDefinition(g4.G4OpticalPhoton.Definition())
        self.gun.SetParticleEnergy(ENERGY)

    def GeneratePrimaries(self, event):
        for _ in range(PER_EVENT):
            z, phi, angle = random.uniform(-1, 1), random.uniform(0, 2 * math.pi), random.uniform(0, 2 * math.pi)
            s = math.sqrt(1 - z * z)
            direction = g4.G4ThreeVector(s * math.cos(phi), s * math.sin(phi), z)
            first = direction.orthogonal().unit()
            self.gun.SetParticleMomentumDirection(direction)
            self.gun.SetParticlePolarization(first * math.cos(angle) + direction.cross(first) * math.sin(angle))
            self.gun.GeneratePrimaryVertex(event)


class Clock(g4.G4UserEventAction):
    """Processor time from when an event has its photons until all have ended."""

    seconds = 0.0

    def BeginOfEventAction(self, _):
        self.start = time.process_time()

    def EndOfEventAction(self, _):
        Clock.seconds += time.process_time() - self.start


class Steps(g4.G4UserSteppingAction):
    """What happened to the photon that is tracked. Steps without length, which Geant4 takes after a reflection, are
    not counted."""

    count, bits = 0, 0

    def UserSteppingAction(self, step):
        Steps.count += step.GetStepLength() > 1e-6 * mm
        if step.GetTrack().GetTrackStatus() == g4.fAlive:
            process = step.GetPostStepPoint().GetProcessDefinedStep().GetProcessName()
            Steps.bits |= scene.SCATTERED if process == "OpRayleigh" else scene.REFLECTED


class Ends(g4.G4UserTrackingAction):
    """Counts by fate and bits, numbers of steps, and times of the ends in ns."""

    def PreUserTrackingAction(self, _):
        Steps.count = Steps.bits = 0

    def PostUserTrackingAction(self, track):
        step = track.GetStep()
        post = step.GetPostStepPoint()
        if post.GetProcessDefinedStep().GetProcessName() == "OpAbsorption":
            fate = 0
        elif track.GetPosition().mag() > scene.WATER_RADIUS * 0.99:
            fate = 3
        else:
            fate = 1 if step.GetTotalEnergyDeposit() > 0 else 2
        Ends.counts[fate][Steps.bits] += 1
        Ends.steps.append(Steps.count)
        Ends.times.append(track.GetGlobalTime() / g4.ns)


class Actions(g4.G4VUserActionInitialization):
    def Build(self):
        self.SetUserAction(Gun())
        self.SetUserAction(Clock())
        if COUNTING:
            self.SetUserAction(Steps())
            self.SetUserAction(Ends())


class Optics(g4.G4VModularPhysicsList):
    def __init__(self):
        super().__init__()
        self.RegisterPhysics(g4.G4OpticalPhysics())

    def ConstructParticle(self):
        for particle in (g4.G4OpticalPhoton, g4.G4Electron, g4.G4Positron, g4.G4Gamma):
            particle.Definition()
        super().ConstructParticle()

    def SetCuts(self):
        pass


def spread(values):
    """Mean and variance of the mean."""
    mean = sum(values) / len(values)
    return mean, sum((value - mean) ** 2 for value in values) / len(values) ** 2


COUNTING = sys.argv[1:] == ["fates"]  # actions in Python take longer than the tracking, so not while rates are measured
answers = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what Geant4 says of itself
manager = g4.G4RunManagerFactory.CreateRunManager(g4.G4RunManagerType.Serial)
manager.SetUserInitialization(Detector())
manager.SetUserInitialization(Optics())
manager.SetUserInitialization(Actions())
for unused in ("OpMieHG", "OpWLS", "OpWLS2", "Cerenkov", "Scintillation"):  # would be asked for at every step
    g4.G4UImanager.GetUIpointer().ApplyCommand(f"/process/optical/processActivation {unused} false")
manager.Initialize()
random.seed(1)
print(json.dumps(str(g4.G4Version)), file=answers, flush=True)
for line in sys.stdin:
    Clock.seconds = 0.0
    Ends.counts, Ends.steps, Ends.times = [[0] * 4 for _ in scene.FATES], [], []
    events = -(-int(line) // PER_EVENT)
    manager.BeamOn(events)
    answer = {"photons": events * PER_EVENT, "seconds": Clock.seconds}
    if COUNTING:
        answer |= {"counts": Ends.counts, "steps": spread(Ends.steps), "time": spread(Ends.times)}
    print(json.dumps(answer), file=answers, flush=True)
