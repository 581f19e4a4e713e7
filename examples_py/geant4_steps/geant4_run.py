"""Geant4's side: charged particles' steps in the liquid, and where their photons began and ended, as columns. Geant4 can be initialised
once in a process."""

from __future__ import annotations

import array
import os
from typing import Any

import numpy as np
import numpy.typing as npt

from .geant4_detector import Detector
import geant4_pybind as g4  # after what that imports

from .scenes import HC, Particles, Scene

Columns = dict[str, npt.NDArray[Any]]
BULK, DETECTED, ABSORBED, OTHER = 2, 4, 8, 0  # as bits of chroma2's flags
PROCESSES = {"Cerenkov": 1024, "Scintillation": 2048}
STEP = ("track", "charge", "energy", "length", "time", "end_time", "velocity", "end_velocity", "x", "y", "z", "end_x", "end_y", "end_z",
        "cherenkov", "scintillation")


class Gun(g4.G4VUserPrimaryGeneratorAction):
    def __init__(self, scene: Scene, particles: Particles, generator: np.random.Generator) -> None:
        super().__init__()
        self.scene, self.particles, self.generator = scene, particles, generator
        self.gun = g4.G4ParticleGun(1)
        self.gun.SetParticleByName(particles.name)

    def GeneratePrimaries(self, event: Any) -> None:
        low, azimuth = (0.8 if self.particles.through else -1.0), self.generator.uniform(0, 2 * np.pi)
        cosine = self.generator.uniform(low, 1)
        sine = np.sqrt(1 - cosine**2)
        z = (1e-3 - self.scene.half) * g4.mm if self.particles.through else 0.0
        self.gun.SetParticlePosition(g4.G4ThreeVector(0, 0, z))
        self.gun.SetParticleMomentumDirection(g4.G4ThreeVector(sine * np.cos(azimuth), sine * np.sin(azimuth), cosine))
        self.gun.SetParticleEnergy(self.generator.uniform(*self.particles.energies) * g4.MeV)
        self.gun.GeneratePrimaryVertex(event)


def state(track: Any, energy: float) -> tuple[float, ...]:
    """Position, direction, polarization, time, wavelength."""
    place, direction, polarization = track.GetPosition(), track.GetMomentumDirection(), track.GetPolarization()
    return (place.x, place.y, place.z, direction.x, direction.y, direction.z, polarization.x, polarization.y, polarization.z,
            track.GetGlobalTime(), HC * g4.eV / energy)


class Photons(g4.G4UserTrackingAction):
    """Start and end of every photon of a particle. Geant4 also makes scintillation light of the energy that absorbed photons deposit:
    these are counted, and left out."""

    def __init__(self) -> None:
        super().__init__()
        self.starts, self.ends = array.array("d"), array.array("d")
        self.photon = g4.G4OpticalPhoton.Definition()
        self.began, self.of_light, self.particles = 0, 0, set[int]()

    def PreUserTrackingAction(self, track: Any) -> None:
        parent = track.GetParentID()
        if track.GetDefinition() != self.photon:
            if parent == 0:
                self.particles.clear()
            self.particles.add(track.GetTrackID())
            self.began = 0
        elif parent in self.particles:
            self.began = PROCESSES[str(track.GetCreatorProcess().GetProcessName())]
            self.starts.extend((*state(track, track.GetKineticEnergy()), -1, self.began))
        else:
            self.began = 0
            self.of_light += 1

    def PostUserTrackingAction(self, track: Any) -> None:
        if not self.began:
            return
        step, channel, fate = track.GetStep(), -1, OTHER
        after = step.GetPostStepPoint()
        process = str(after.GetProcessDefinedStep().GetProcessName())
        if process == "OpAbsorption":
            fate = BULK
        elif process == "Transportation":
            fate = DETECTED if step.GetTotalEnergyDeposit() > 0 else ABSORBED
        if fate == DETECTED:
            channel = after.GetTouchable().GetCopyNumber()
        self.ends.extend((*state(track, step.GetPreStepPoint().GetKineticEnergy()), channel, self.began | fate))


class Steps(g4.G4UserSteppingAction):
    """Steps of everything but light, in the liquid, with the numbers of photons that were made."""

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.rows, self.material = array.array("d"), scene.name
        self.photon = g4.G4OpticalPhoton.Definition()

    def UserSteppingAction(self, step: Any) -> None:
        track = step.GetTrack()
        if track.GetDefinition() == self.photon or str(step.GetPreStepPoint().GetMaterial().GetName()) != self.material:
            return
        made = [str(one.GetCreatorProcess().GetProcessName()) for one in step.GetSecondaryInCurrentStep()]
        before, after = step.GetPreStepPoint(), step.GetPostStepPoint()
        a, b = before.GetPosition(), after.GetPosition()
        self.rows.extend((track.GetTrackID(), before.GetCharge(), step.GetTotalEnergyDeposit(), step.GetStepLength(),
                          before.GetGlobalTime(), after.GetGlobalTime(), before.GetVelocity(), after.GetVelocity(), a.x, a.y, a.z,
                          b.x, b.y, b.z, made.count("Cerenkov"), made.count("Scintillation")))


class Actions(g4.G4VUserActionInitialization):
    def __init__(self, scene: Scene, particles: Particles, generator: np.random.Generator) -> None:
        super().__init__()
        self.given = scene, particles, generator

    def Build(self) -> None:
        self.gun, self.photons, self.steps = Gun(*self.given), Photons(), Steps(self.given[0])
        for action in (self.gun, self.photons, self.steps):
            self.SetUserAction(action)


class Physics(g4.G4VModularPhysicsList):
    def __init__(self) -> None:
        super().__init__()
        self.RegisterPhysics(g4.G4EmStandardPhysics())
        self.RegisterPhysics(g4.G4OpticalPhysics())


COMMANDS = ["/process/optical/processActivation OpMieHG false", "/process/optical/processActivation OpWLS false",
            "/process/optical/processActivation OpWLS2 false", "/process/optical/scintillation/setFiniteRiseTime true"]
CUTS = ["/run/setCut 1000 km", "/run/setCutForAGivenParticle e- 1 mm"]  # electrons that are knocked on, and no gammas


def columns(rows: array.array[float]) -> Columns:
    table = np.array(rows, np.float32).reshape(-1, 13)
    return dict(position=table[:, 0:3], direction=table[:, 3:6], polarization=table[:, 6:9], time=table[:, 9], wavelength=table[:, 10],
                channel=table[:, 11].astype(np.int32), flags=table[:, 12].astype(np.uint32))


def run(scene: Scene, particles: Particles, photons: int, seed: int, bare: bool = False) -> Columns:
    """At least so many photons: columns of their starts (start_...) and ends (end_...), of the same order, and of the steps (step_...),
    with the times in ns, energies in MeV, lengths in mm."""
    g4.G4Random.setTheSeed(seed)
    manager = g4.G4RunManagerFactory.CreateRunManager(g4.G4RunManagerType.Serial)
    detector, physics = Detector(scene, bare), Physics()
    actions = Actions(scene, particles, np.random.default_rng(seed))
    for given in (detector, physics, actions):
        manager.SetUserInitialization(given)
    said = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what Geant4 says of itself
    try:
        for command in COMMANDS:
            if g4.G4UImanager.GetUIpointer().ApplyCommand(command):
                raise RuntimeError(f"Geant4 refused {command}")
        manager.Initialize()
        for command in CUTS:
            g4.G4UImanager.GetUIpointer().ApplyCommand(command)
        events = 0
        while len(actions.photons.ends if events else ()) < 13 * photons:
            manager.BeamOn(1)
            events += 1
    finally:
        os.dup2(said, 1)
    steps = np.array(actions.steps.rows).reshape(-1, len(STEP)).T
    return ({f"start_{name}": values for name, values in columns(actions.photons.starts).items()}
            | {f"end_{name}": values for name, values in columns(actions.photons.ends).items()}
            | {f"step_{name}": values for name, values in zip(STEP, steps)}
            | {"events": np.array(events), "of_light": np.array(actions.photons.of_light)})
