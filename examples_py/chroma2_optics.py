"""Materials and surfaces of chroma2_ctypes.Geometry.

A property is one value, the same at all wavelengths, or (wavelengths, values); a distribution is (x, cumulative
values from 0 to 1). Wavelengths are in nm, lengths in mm, times in ns, angles in radians.
"""

import ctypes as ct

import numpy as np

from chroma2_checks import array, integer, number, text
from chroma2_library import Error, call
from chroma2_structs import (
    INTEGERS, SPECTRUM_TYPE_CDF, SPECTRUM_TYPE_DENSITY, MaterialProperty, ReemissionConfig, ScintillationConfig,
    SurfaceProperty, u32)


def index(name, value, kind=u32):
    return integer(name, value, *INTEGERS[kind])


def pair(name, value, first="wavelengths", second="values"):
    """Two arrays of one length."""
    if not isinstance(value, tuple) or len(value) != 2:
        given = f"{len(value)} things" if isinstance(value, tuple) else repr(value)
        raise ValueError(f"{name}: ({first}, {second}) are needed, not {given}")
    x = array(value[0], np.float64, 1, f"the {first} of {name}")
    return x, array(value[1], np.float64, 1, f"the {second} of {name}", len(x))


def curve(name, value):
    """A property as (wavelengths or None, values)."""
    return pair(name, value) if isinstance(value, tuple) else (None, np.array([number(name, value)]))


def address(values):
    return None if values is None else values.ctypes.data


def prepared(what, kind, given):
    """All of them as [(property, wavelengths or None, values)], before anything is added."""
    checked = []
    for key, value in given.items():
        if isinstance(key, int) and not isinstance(key, (MaterialProperty, SurfaceProperty)):
            key = kind(key)
        if not isinstance(key, kind):
            raise TypeError(f"a {what} has no property {key!r}; it has: {', '.join(kind.__members__)}")
        checked.append((key, *curve(key.name, value)))
    return checked


class Optics:
    def _set(self, what, thing, checked):
        for done, (key, x, y) in enumerate(checked):
            try:
                call(f"geometry_set_{what}_property", self.handle, thing, key, address(x), y.ctypes.data, y.size)
            except Error as error:
                # Nothing can be taken out of a geometry again.
                missing = ", ".join(key.name for key, *_ in checked[done:])
                reason = f"{error}; {what} {thing} stays in the geometry, without {missing}: set_{what} sets them"
                raise Error(reason, error.status) from None

    def material(self, name, properties=None):
        """Adds a material; properties: {REFRACTIVE_INDEX: 1.5, ABSORPTION_LENGTH: (wavelengths, values)}. Where the
        library refuses a value, the material stays, and the error says with what index."""
        checked = prepared("material", MaterialProperty, properties or {})
        material = self._add("material", text("name", name))
        self._set("material", material, checked)
        return material

    def set_material(self, material, properties):
        """Sets properties of a material that the geometry has."""
        self._set("material", index("material", material), prepared("material", MaterialProperty, properties))

    def surface(self, name, properties=None, model=0):
        """Adds a surface of a SURFACE_MODEL_...; properties: {DETECT: 0.3, ABSORB: (wavelengths, values)}. As
        material() where the library refuses a value."""
        checked = prepared("surface", SurfaceProperty, properties or {})
        surface = self._add("surface", text("name", name), index("model", model))
        self._set("surface", surface, checked)
        return surface

    def set_surface(self, surface, properties):
        """Sets properties of a surface that the geometry has."""
        self._set("surface", index("surface", surface), prepared("surface", SurfaceProperty, properties))

    def reemission(self, material, absorption_length, probability, wavelength_cdf, time_cdf=None, delay=0.0,
                   decay_time=0.0, downshift_only=False, mean_number=0.0):
        """Adds a component to a material, which absorbs with its own length and emits again with a probability
        (properties), at wavelengths and after times (distributions; None: at once), to which a fixed delay and
        an exponential one of a mean add (ns). downshift_only: never with more energy than was absorbed. mean_number:
        of photons, whose number is Poisson's; 0: exactly one."""
        config = ReemissionConfig(delay=number("delay", delay), decay_time=number("decay_time", decay_time),
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
        call("geometry_add_reemission", self.handle, index("material", material), ct.byref(config))

    def scintillation(self, material, wavelength_cdf=None, decay_time=0.0, rise_time=0.0, fraction=1.0, *,
                      density=None):
        """Adds a component of scintillation light to a material: a distribution of wavelengths, or (wavelengths,
        density) of any norm, linear between them; times in ns, its share of the material's light, of any norm above
        0."""
        if (wavelength_cdf is None) == (density is None):
            raise TypeError("wavelength_cdf or density is needed, one of them")
        if not fraction > 0:
            raise ValueError(f"fraction is {fraction}; a number above 0 is needed")
        config = ScintillationConfig(decay_time=decay_time, rise_time=rise_time, fraction=fraction)
        if density is None:
            config.spectrum_type = SPECTRUM_TYPE_CDF
            x, y = pair("wavelength_cdf", wavelength_cdf, second="cumulative values")
        else:
            config.spectrum_type = SPECTRUM_TYPE_DENSITY
            x, y = pair("density", density, second="densities")
        config.spectrum_wavelengths, config.spectrum_values = x, y
        call("geometry_add_scintillation", self.handle, index("material", material), ct.byref(config))

    def surface_reemission(self, surface, wavelength_cdf, time_cdf=None):
        """Sets the distribution of wavelengths that a wavelength shifter (SURFACE_MODEL_WLS) emits, and that of
        its delays (None: as it is)."""
        x, y = pair("wavelength_cdf", wavelength_cdf, second="cumulative values")
        surface = index("surface", surface)
        call("geometry_set_surface_reemission_cdf", self.handle, surface, address(x), address(y), x.size)
        if time_cdf is not None:
            x, y = pair("time_cdf", time_cdf, "times", "cumulative values")
            call("geometry_set_surface_reemission_time_cdf", self.handle, surface, address(x), address(y), x.size)

    def angular(self, surface, angles, transmit, reflect_specular, reflect_diffuse):
        """Sets the probabilities of a surface of SURFACE_MODEL_ANGULAR at angles of incidence: four arrays of one
        length."""
        angles = array(angles, np.float64, 1, "angles")
        given = dict(transmit=transmit, reflect_specular=reflect_specular, reflect_diffuse=reflect_diffuse)
        columns = [array(values, np.float64, 1, name, len(angles)) for name, values in given.items()]
        call("geometry_set_surface_angular", self.handle, index("surface", surface), address(angles),
             *map(address, columns), angles.size)

    def dichroic(self, surface, angle, reflect, transmit):
        """Adds an angle of incidence to a surface of SURFACE_MODEL_DICHROIC, above those that it has, with the
        probabilities there (properties)."""
        (reflect_x, reflect), (transmit_x, transmit) = curve("reflect", reflect), curve("transmit", transmit)
        call("geometry_add_surface_dichroic_angle", self.handle, index("surface", surface), number("angle", angle),
             address(reflect_x), address(reflect), reflect.size, address(transmit_x), address(transmit), transmit.size)

    def clear_reemission(self, material):
        """Takes all reemission components of a material away."""
        call("geometry_clear_reemission", self.handle, index("material", material))

    def clear_scintillation(self, material):
        """Takes all scintillation components of a material away."""
        call("geometry_clear_scintillation", self.handle, index("material", material))

    def clear_dichroic(self, surface):
        """Takes all angles of a dichroic surface away."""
        call("geometry_clear_surface_dichroic", self.handle, index("surface", surface))

    def inner_side(self, surface, inner_side):
        """Lets another surface (NONE: none) stand for one to light from the inner side of triangles."""
        call("geometry_set_surface_inner_side", self.handle, index("surface", surface), index("inner_side", inner_side))

    def border_surface(self, source, target, surface):
        """Adds a surface for light that goes from one instance into another (NONE: what is in no instance)."""
        call("geometry_add_border_surface", self.handle, index("source", source), index("target", target),
             index("surface", surface))

    def mesh_border_surface(self, source, target, surface):
        """The same for light that goes from any instance of a mesh into any of another one (NONE: what is in no
        instance)."""
        call("geometry_add_mesh_border_surface", self.handle, index("source", source), index("target", target),
             index("surface", surface))
