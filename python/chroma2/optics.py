"""Materials and surfaces of a Geometry.

A property is one value, the same at all wavelengths, or (wavelengths, values); a distribution is (x, cumulative
values from 0 to 1). Wavelengths are in nm, lengths in mm, times in ns, angles in radians.
"""

from __future__ import annotations

import ctypes as ct
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from . import _c
from ._c import MaterialProperty, SpectrumType, SurfaceProperty
from ._checks import array, index, number, text, unknown
from ._handle import Handle
from ._library import check, library
from ._struct import choice
from .errors import Error, error

Floats: TypeAlias = npt.NDArray[np.float64]
Table: TypeAlias = tuple[npt.ArrayLike, npt.ArrayLike]  # wavelengths (n) in nm, or x, and values (n)
Property: TypeAlias = float | Table


def pair(name: str, value: Any, first: str = "wavelengths", second: str = "values") -> tuple[Floats, Floats]:
    """Two arrays of one length."""
    if not isinstance(value, tuple) or len(value) != 2:
        given = f"{len(value)} things" if isinstance(value, tuple) else repr(value)
        raise ValueError(f"{name}: ({first}, {second}) are needed, not {given}")
    x = array(value[0], np.float64, 1, f"the {first} of {name}")
    return x, array(value[1], np.float64, 1, f"the {second} of {name}", len(x))


def curve(name: str, value: Any) -> tuple[Floats | None, Floats]:
    """A property as (wavelengths or None, values)."""
    return pair(name, value) if isinstance(value, tuple) else (None, np.array([number(name, value)]))


def address(values: Floats | None) -> int | None:
    return None if values is None else values.ctypes.data


def prepared(what: str, kind: Any, given: Mapping[Any, Any] | None, named: Mapping[str, Any]) -> list[Any]:
    """All of them as [(property, wavelengths or None, values)], before anything is added."""
    checked = []
    for key, value in [*(given or {}).items(), *named.items()]:
        if isinstance(key, str):
            if key.upper() not in kind.__members__:
                raise TypeError(unknown(f"a {what}", key, [name.lower() for name in kind.__members__]))
            key = kind[key.upper()]
        if isinstance(key, int) and not isinstance(key, (MaterialProperty, SurfaceProperty)):
            key = kind(key)
        if not isinstance(key, kind):
            raise TypeError(f"a {what} has no property {key!r}; it has: {', '.join(kind.__members__)}")
        checked.append((key, *curve(key.name.lower(), value)))
    return checked


class Optics(Handle):
    """What Geometry has of materials and surfaces."""

    def _add(self, function: Any, *arguments: Any) -> int:
        added = ct.c_uint32()
        check(function(self.handle, *arguments, ct.byref(added)))
        return added.value

    def _set(self, what: str, function: Any, thing: int, checked: list[Any]) -> None:
        for done, (key, x, y) in enumerate(checked):
            try:
                check(function(self.handle, thing, key, address(x), y.ctypes.data, y.size))
            except Error as reason:
                # Nothing can be taken out of a geometry again.
                missing = ", ".join(key.name.lower() for key, *_ in checked[done:])
                text = f"{reason}; {what} {thing} stays in the geometry, without {missing}: set_{what} sets them"
                raise error(text, reason.status) from None

    def material(self, name: str, properties: Mapping[MaterialProperty | str, Property] | None = None,
                 **named: Property) -> int:
        """Adds a material and gives its index. Properties are named, refractive_index=1.5, or in a mapping,
        {"absorption_length": (wavelengths, values)}; MaterialProperty has them. Where the library refuses a value, the
        material stays, and the error says with what index."""
        checked = prepared("material", MaterialProperty, properties, named)
        material = self._add(library.geometry_add_material, text("name", name))
        self._set("material", library.geometry_set_material_property, material, checked)
        return material

    def set_material(self, material: int, properties: Mapping[MaterialProperty | str, Property] | None = None,
                     **named: Property) -> None:
        """Sets properties of a material that the geometry has."""
        self._set("material", library.geometry_set_material_property, index("material", material),
                  prepared("material", MaterialProperty, properties, named))

    def surface(self, name: str, properties: Mapping[SurfaceProperty | str, Property] | None = None,
                model: int | str = _c.SurfaceModel.DEFAULT, **named: Property) -> int:
        """Adds a surface of a SurfaceModel or its name ("wls", "dichroic", ...), and gives its index; properties as of
        material(), of SurfaceProperty: detect=0.3, absorb=(wavelengths, values)."""
        checked = prepared("surface", SurfaceProperty, properties, named)
        surface = self._add(library.geometry_add_surface, text("name", name),
                            index("model", choice("model", _c.SurfaceModel, model)))
        self._set("surface", library.geometry_set_surface_property, surface, checked)
        return surface

    def set_surface(self, surface: int, properties: Mapping[SurfaceProperty | str, Property] | None = None,
                    **named: Property) -> None:
        """Sets properties of a surface that the geometry has."""
        self._set("surface", library.geometry_set_surface_property, index("surface", surface),
                  prepared("surface", SurfaceProperty, properties, named))

    def reemission(self, material: int, absorption_length: Property, probability: Property, wavelength_cdf: Table,
                   time_cdf: Table | None = None, delay: float = 0.0, decay_time: float = 0.0, downshift_only: bool = False,
                   mean_number: float = 0.0) -> None:
        """Adds a component to a material, which absorbs with its own length and emits again with a probability
        (properties), at wavelengths and after times (distributions; None: at once), to which a fixed delay and
        an exponential one of a mean add (ns). downshift_only: never with more energy than was absorbed. mean_number:
        of photons, whose number is Poisson's; 0: exactly one."""
        config = _c.ReemissionConfig(delay=number("delay", delay), decay_time=number("decay_time", decay_time),
                                  downshift_only=bool(downshift_only), mean_number=number("mean_number", mean_number))
        for prefix, names, (x, y) in [
            ("absorption", "absorption_lengths", curve("absorption_length", absorption_length)),
            ("probability", "probabilities", curve("probability", probability)),
        ]:
            setattr(config, names, y)
            if x is not None:
                setattr(config, prefix + "_wavelengths", x)
        config.wavelengths, config.wavelength_cdf = pair("wavelength_cdf", wavelength_cdf, second="cumulative values")
        if time_cdf is not None:
            config.times, config.time_cdf = pair("time_cdf", time_cdf, "times", "cumulative values")
        check(library.geometry_add_reemission(self.handle, index("material", material), ct.byref(config)))

    def scintillation(self, material: int, wavelength_cdf: Table | None = None, decay_time: float = 0.0, rise_time: float = 0.0,
                      fraction: float = 1.0, *, density: Table | None = None) -> None:
        """Adds a component of scintillation light to a material: a distribution of wavelengths, or (wavelengths,
        density) of any norm, linear between them; times in ns, its share of the material's light, of any norm above
        0."""
        if (wavelength_cdf is None) == (density is None):
            raise TypeError("wavelength_cdf or density is needed, one of them")
        if not fraction > 0:
            raise ValueError(f"fraction is {fraction}; a number above 0 is needed")
        config = _c.ScintillationConfig(decay_time=decay_time, rise_time=rise_time, fraction=fraction)
        if density is None:
            config.spectrum_type = SpectrumType.CDF
            x, y = pair("wavelength_cdf", wavelength_cdf, second="cumulative values")
        else:
            config.spectrum_type = SpectrumType.DENSITY
            x, y = pair("density", density, second="densities")
        config.spectrum_wavelengths, config.spectrum_values = x, y
        check(library.geometry_add_scintillation(self.handle, index("material", material), ct.byref(config)))

    def surface_reemission(self, surface: int, wavelength_cdf: Table, time_cdf: Table | None = None) -> None:
        """Sets the distribution of wavelengths that a wavelength shifter (SurfaceModel.WLS) emits, and that of
        its delays (None: as it is)."""
        x, y = pair("wavelength_cdf", wavelength_cdf, second="cumulative values")
        surface = index("surface", surface)
        check(library.geometry_set_surface_reemission_cdf(self.handle, surface, address(x), address(y), x.size))
        if time_cdf is not None:
            x, y = pair("time_cdf", time_cdf, "times", "cumulative values")
            check(library.geometry_set_surface_reemission_time_cdf(self.handle, surface, address(x), address(y), x.size))

    def angular(self, surface: int, angles: npt.ArrayLike, transmit: npt.ArrayLike, reflect_specular: npt.ArrayLike,
                reflect_diffuse: npt.ArrayLike) -> None:
        """Sets the probabilities of a surface of SurfaceModel.ANGULAR at angles of incidence: four arrays of one
        length."""
        given = [array(angles, np.float64, 1, "angles")]
        for name, values in dict(transmit=transmit, reflect_specular=reflect_specular, reflect_diffuse=reflect_diffuse).items():
            given.append(array(values, np.float64, 1, name, len(given[0])))
        check(library.geometry_set_surface_angular(self.handle, index("surface", surface), given[0].ctypes,
                                                   given[1].ctypes, given[2].ctypes, given[3].ctypes, given[0].size))

    def dichroic(self, surface: int, angle: float, reflect: Property, transmit: Property) -> None:
        """Adds an angle of incidence to a surface of SurfaceModel.DICHROIC, above those that it has, with the
        probabilities there (properties)."""
        (reflect_x, reflect_y), (transmit_x, transmit_y) = curve("reflect", reflect), curve("transmit", transmit)
        check(library.geometry_add_surface_dichroic_angle(self.handle, index("surface", surface), number("angle", angle),
             address(reflect_x), address(reflect_y), reflect_y.size, address(transmit_x), address(transmit_y), transmit_y.size))

    def clear_reemission(self, material: int) -> None:
        """Takes all reemission components of a material away."""
        check(library.geometry_clear_reemission(self.handle, index("material", material)))

    def clear_scintillation(self, material: int) -> None:
        """Takes all scintillation components of a material away."""
        check(library.geometry_clear_scintillation(self.handle, index("material", material)))

    def clear_dichroic(self, surface: int) -> None:
        """Takes all angles of a dichroic surface away."""
        check(library.geometry_clear_surface_dichroic(self.handle, index("surface", surface)))

    def inner_side(self, surface: int, inner_side: int) -> None:
        """Lets another surface (NONE: none) stand for one to light from the inner side of triangles."""
        check(library.geometry_set_surface_inner_side(self.handle, index("surface", surface), index("inner_side", inner_side)))

    def border_surface(self, source: int, target: int, surface: int) -> None:
        """Adds a surface for light that goes from one instance into another (NONE: what is in no instance)."""
        check(library.geometry_add_border_surface(self.handle, index("source", source), index("target", target),
             index("surface", surface)))

    def mesh_border_surface(self, source: int, target: int, surface: int) -> None:
        """The same for light that goes from any instance of a mesh into any of another one (NONE: what is in no
        instance)."""
        check(library.geometry_add_mesh_border_surface(self.handle, index("source", source), index("target", target),
             index("surface", surface)))
