"""A Scene as Geant4 has it: solids, materials, surfaces. Needs geant4_pybind."""

from __future__ import annotations

from typing import Any

from . import geant4_data  # noqa: F401, I001 (first)
import geant4_pybind as g4

from .scenes import HC, WAVELENGTHS, Floats, Scene

ATOMS = {"H": (1, 1.008), "C": (6, 12.011), "O": (8, 15.999)}
SIDES = [(axis, sign) for axis in range(3) for sign in (-1, 1)]  # the channel of a side is its place here
PLATE = 1.0  # mm


def add(table: Any, name: str, values: Floats, unit: float = 1.0) -> None:
    """A property at WAVELENGTHS, by the photon energy, which rises."""
    energies = (HC / WAVELENGTHS[::-1] * g4.eV).tolist()
    table.AddProperty(name, g4.G4doubleVector(energies), g4.G4doubleVector((values[::-1] * unit).tolist()))


class Detector(g4.G4VUserDetectorConstruction):
    """`bare`: the plates behind the sides have no group velocity. Geant4 then lets light that a side reflected go at the speed of light
    up to its next step: the reflection is a step of no length in the plate, whose velocity counts for what follows."""

    def __init__(self, scene: Scene, bare: bool) -> None:
        super().__init__()
        self.scene, self.bare, self.kept = scene, bare, list[Any]()

    def liquid(self) -> Any:
        scene, table = self.scene, g4.G4MaterialPropertiesTable()
        made = g4.G4Material(scene.name, scene.density * g4.g / g4.cm3, len(scene.atoms))
        for name, count in scene.atoms.items():
            element = g4.G4Element(name, name, ATOMS[name][0], ATOMS[name][1] * g4.g / g4.mole)
            made.AddElement(element, count)
            self.kept.append(element)
        add(table, "RINDEX", scene.index)
        add(table, "ABSLENGTH", scene.absorption, g4.mm)
        add(table, "RAYLEIGH", scene.rayleigh, g4.mm)
        if scene.components:
            table.AddConstProperty("SCINTILLATIONYIELD", scene.photons_per_mev / g4.MeV)
            table.AddConstProperty("RESOLUTIONSCALE", 1.0)
            made.GetIonisation().SetBirksConstant(scene.birks * g4.mm / g4.MeV)
        for number, one in enumerate(scene.components, 1):
            add(table, f"SCINTILLATIONCOMPONENT{number}", one.emission)
            table.AddConstProperty(f"SCINTILLATIONYIELD{number}", one.share)
            table.AddConstProperty(f"SCINTILLATIONTIMECONSTANT{number}", one.decay_time * g4.ns)
            table.AddConstProperty(f"SCINTILLATIONRISETIME{number}", one.rise_time * g4.ns)
        made.SetMaterialPropertiesTable(table)
        self.kept += [made, table]
        return made

    def volume(self, name: str, half: list[float], material: Any, centre: list[float], mother: Any, copy: int = 0) -> Any:
        solid = g4.G4Box(name, *(x * g4.mm for x in half))
        logical = g4.G4LogicalVolume(solid, material, name)
        placed = g4.G4PVPlacement(None, g4.G4ThreeVector(*(x * g4.mm for x in centre)), logical, name, mother, False, copy)
        self.kept += [solid, logical, placed]
        return placed

    def Construct(self) -> Any:
        scene, half = self.scene, self.scene.half
        liquid = self.liquid()
        nothing, velocity = g4.G4Material("nothing", 1.0, 1.008 * g4.g / g4.mole, 1e-20 * g4.g / g4.cm3), g4.G4MaterialPropertiesTable()
        if not self.bare:
            velocity.AddProperty("GROUPVEL", liquid.GetMaterialPropertiesTable().GetProperty("GROUPVEL"))
            nothing.SetMaterialPropertiesTable(velocity)
        world = self.volume("world", [2 * half] * 3, nothing, [0, 0, 0], None)
        cube = self.volume("cube", [half] * 3, liquid, [0, 0, 0], world.GetLogicalVolume())
        surface, table = g4.G4OpticalSurface("side"), g4.G4MaterialPropertiesTable()
        surface.SetType(g4.dielectric_metal)
        surface.SetModel(g4.unified)
        surface.SetFinish(g4.polished)
        add(table, "REFLECTIVITY", scene.reflectivity + 0 * scene.efficiency)
        add(table, "EFFICIENCY", scene.efficiency)
        surface.SetMaterialPropertiesTable(table)
        for channel, (axis, sign) in enumerate(SIDES):
            size, centre = [half] * 3, [0.0] * 3
            size[axis], centre[axis] = PLATE / 2, sign * (half + PLATE / 2)
            plate = self.volume(f"plate {channel}", size, nothing, centre, world.GetLogicalVolume(), channel)
            self.kept.append(g4.G4LogicalBorderSurface(f"side {channel}", cube, plate, surface))
        self.kept += [nothing, velocity, surface, table]
        return world
