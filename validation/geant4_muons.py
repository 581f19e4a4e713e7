"""Muons in Geant4 that ionize and make Cherenkov light, for scenes/cherenkov.py: columns of the photons' ends and starts
(start_...) and of the muons' steps (step_...).

Ionization comes with G4EmStandardPhysics, which reads data sets for electrons and gammas. There are none here: production
cuts are so high that a muon makes neither, and stand-ins are read in the place of their cross sections, which nothing
uses. Without an energy loss process Geant4 makes no Cherenkov light at all: it takes the particle for one at its range's end."""

import os

import numpy as np

STEP_COLUMNS = ("start", "end", "times", "velocities", "length", "count")
POINTS = "1e-6 100000. 6\n6\n1e-6 1.\n1e-3 1.\n0.1 1.\n1. 1.\n100. 1.\n100000. 1.\n"
STAND_INS = {"brem_SB/br8": "0 4 4\n0. 0.3 0.6 1.\n-8 -2 4 10\n" + "1. 1. 1. 1.\n" * 4,
             "epics2017/phot/pe-high-8.dat": "1 1 0.6\n0.0005 1 1 1 1 1 1\n",
             "epics2017/phot/pe-low-8.dat": "1 1 0.6\n0.0005 1 1 1 1 1 1\n",
             "epics2017/phot/pe-cs-8.dat": POINTS, "epics2017/phot/pe-le-cs-8.dat": POINTS,
             "epics2017/rayl/re-cs-8.dat": POINTS}


def run(worker, case, photons, generator):
    """At least so many photons, of muons with kinetic energies evenly between case.muons.energies (MeV), upwards from the
    middle of the hall's floor."""
    g4 = worker.g4
    for name, text in STAND_INS.items():
        path = os.path.join(worker.FOLDER.name, "LE", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    class Gun(g4.G4VUserPrimaryGeneratorAction):
        def __init__(self):
            super().__init__()
            self.gun = g4.G4ParticleGun(1)
            self.gun.SetParticleDefinition(g4.G4MuonMinus.Definition())

        def GeneratePrimaries(self, event):
            self.gun.SetParticleEnergy(generator.uniform(*case.muons.energies) * g4.MeV)
            self.gun.SetParticlePosition(g4.G4ThreeVector(0, 0, (1 - case.hall.half[2]) * g4.mm))
            self.gun.SetParticleMomentumDirection(g4.G4ThreeVector(0, 0, 1))
            self.gun.GeneratePrimaryVertex(event)

    class Ends(worker.Ends):
        def __init__(self):
            super().__init__()
            self.starts = []

        def PreUserTrackingAction(self, track):
            if track.GetParentID():
                self.starts.append(worker.state(track, track.GetKineticEnergy()) + (0,))

        def PostUserTrackingAction(self, track):
            if track.GetParentID():
                super().PostUserTrackingAction(track)

    class Steps(g4.G4UserSteppingAction):
        def __init__(self):
            super().__init__()
            self.rows = []

        def UserSteppingAction(self, step):
            made = step.GetTrack().GetParentID() == 0 and step.GetNumberOfSecondariesInCurrentStep()
            if made:
                before, after = step.GetPreStepPoint(), step.GetPostStepPoint()
                a, b = before.GetPosition(), after.GetPosition()
                self.rows.append((a.x, a.y, a.z, b.x, b.y, b.z, before.GetGlobalTime(), after.GetGlobalTime(),
                                  before.GetVelocity(), after.GetVelocity(), step.GetStepLength(), made))

    manager, actions = worker.manager_of(case.hall, lambda: (Gun(), Ends(), Steps()), (g4.G4EmStandardPhysics,),
                                         cherenkov=True)
    worker.command("/run/setCut 1000 km")
    _, ends, steps = actions.actions
    while len(ends.rows) < photons:
        before = len(ends.rows)
        manager.BeamOn(1)
        if len(ends.rows) == before:
            raise RuntimeError("a muon without light")
    found = worker.columns_of(ends.rows)
    found |= {f"start_{name}": value for name, value in worker.columns_of(ends.starts).items() if name != "fate"}
    parts = zip(STEP_COLUMNS, np.split(np.array(steps.rows), [3, 6, 8, 10, 11], axis=1))
    return found | {f"step_{name}": value for name, value in parts}
