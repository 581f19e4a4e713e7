"""What the package chroma2 refuses, with the texts, and what it converts without a change of results."""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from refused import refused  # noqa: E402


V = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [0, 0, 9]], float)
T = [(0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3)]


with c.Context(backend=c.BACKEND_CPU, threads=1) as context, c.Geometry(context) as g:
    # Options that do not exist, by every way to give some.
    for text, make in [
        ("ContextConfig has no 'thread'; did you mean 'threads'?", lambda: c.Context(thread=1)),
        ("Source has no 'posision'; did you mean 'position'?", lambda: c.Source(posision=(1, 1, 1))),
        ("WirePlane has no 'pitsch'; did you mean 'pitch'?", lambda: g.wires(pitsch=1.0)),
        ("CommitConfig has no 'qualty'; did you mean 'quality'?", lambda: g.commit(qualty=1)),
        ("MeshConfig has no 'zz'; it has: name, vertices", lambda: c._c.MeshConfig(zz=1)),
        ("CommitConfig has no 'zz'; it has: quality, check, weld_tolerance, tree_cache", lambda: g.commit(zz=1)),
    ]:
        refused(TypeError, text, make)
    for kind, text, spectra in [
        (TypeError, "Steps.spectra: StepSpectrum is needed, not ([400], [1])", [([400], [1])]),
        (ValueError, "Steps.spectra: 2 wavelengths and 1 values", [c.StepSpectrum(([400, 500], [1]))]),
        (ValueError, "Steps.spectra is of float64", np.zeros(3)),
    ]:
        refused(kind, text, c.Steps, spectra=spectra)
    refused(TypeError, "wavelength_cdf or density is needed", g.scintillation, 0)
    source = c.Source(count=9, wavelength=420)
    refused(AttributeError, "Source has no 'positon'; did you mean 'position'?", setattr, source, "positon", (1, 1, 1))

    # Numbers that C would cut off, and what is no number.
    for kind, text, fields in [
        (ValueError, "Source.count is -1; it must be from 0 to 18446744073709551615", dict(count=-1)),
        (ValueError, "Source.type is 4294967296; it must be from 0 to 4294967295", dict(type=2**32)),
        (TypeError, "Source.count: an integer is needed, not 1000000.0", dict(count=1e6)),
        (TypeError, "Source.wavelength: a number is needed, not '420'", dict(wavelength="420")),
        (TypeError, "Source.wavelength: a number is needed, not [1, 2]", dict(wavelength=[1, 2])),
        (ValueError, "Source.position has the shape (2,); (3,) is needed", dict(position=(1, 2))),
        (ValueError, "Source.direction has the shape (); (3,) is needed", dict(direction=1.0)),
        (ValueError, "Source.spectrum_values has 2 entries, spectrum_wavelengths has 3",
         dict(spectrum_wavelengths=[1, 2, 3], spectrum_values=[1, 2])),
        (ValueError, "Source.spectrum_count is 3, but spectrum_values has 2 entries",
         dict(spectrum_count=3, spectrum_values=[1, 2])),
    ]:
        refused(kind, text, c.Source, **fields)
    for text, make in [
        ("Photons.position_stride is 24, but position is an array", lambda: c._c.Photons(position=V, position_stride=24)),
        ("Photons.position_stride is 8, but position_x is an array", lambda: c._c.Photons(position_x=[1], position_stride=8)),
        ("MeshConfig.vertex_stride is 24, but vertices is an array", lambda: c._c.MeshConfig(vertices=V, vertex_stride=24)),
        ("MeshConfig.triangle_stride is 24, but triangles", lambda: c._c.MeshConfig(triangles=T, triangle_stride=24)),
        ("Instances.rotation_stride is 80, but rotations", lambda: c._c.Instances(rotations=[np.eye(3)], rotation_stride=80)),
        ("Rays.max_distance_stride is 8, but max_distances", lambda: c._c.Rays(max_distances=[1], max_distance_stride=8)),
    ]:
        refused(ValueError, text, make)
    photons = c._c.Photons(position=V.ctypes.data, position_stride=24, count=4)  # addresses are the caller's to guarantee
    photons.position = V
    assert (photons.position_stride, photons.count) == (0, 4)
    refused(TypeError, "EventConfig.user: an address is needed", c._c.EventConfig, user="x")

    # Geometry.
    w, s = g.material("w", {c.REFRACTIVE_INDEX: 1.3}), g.surface("s", {c.DETECT: 1.0})
    short = ([400.0], [1.3, 1.4, 1.5])
    refused(ValueError, "the values of refractive_index has the shape (3,); (1,) is needed", g.material, "t",
            {c.REFRACTIVE_INDEX: short})
    refused(ValueError, "(wavelengths, values) are needed, not 3", g.material, "t", {c.REFRACTIVE_INDEX: (1, 2, 3)})
    refused(TypeError, "refractive_index: a number is needed", g.material, "t", {c.REFRACTIVE_INDEX: [1.3, 1.4]})
    refused(TypeError, "a material has no property <SurfaceProperty.DETECT: 0>", g.material, "t", {c.DETECT: 1.0})
    refused(TypeError, "a surface has no 'detekt'; did you mean 'detect'?", g.surface, "t", {"detekt": 1.0})
    refused(ValueError, "name is b'a\\x00b'", g.material, "a\0b")
    # What Python refuses is refused before anything is added; what the library refuses stays, and is named.
    counts = [g.info()[name] for name in ("material_count", "surface_count")]
    assert counts == [1, 1], counts
    bad = {c.ABSORPTION_LENGTH: 5.0, c.REFRACTIVE_INDEX: 5000.0, c.SCATTERING_LENGTH: 7.0}
    refused(c.Error, "refractive_index is 5000; 0.001 to 1000 is allowed; material 1 stays in the geometry, without "
            "refractive_index, scattering_length: set_material sets them", g.material, "t", bad)
    g.set_material(g.find("t"), {c.REFRACTIVE_INDEX: 1.5, c.SCATTERING_LENGTH: 7.0})
    refused(c.Error, "surface 1 stays in the geometry, without detect", g.surface, "t", {c.DETECT: 2.0})
    refused(ValueError, "wavelength_cdf: (wavelengths, cumulative values) are needed, not 3.0", g.reemission, w, 1, 1, 3.0)
    refused(ValueError, "the cumulative values of time_cdf has the shape (1,); (2,) is needed", g.reemission, w, 1, 1,
            ([1, 2], [0, 1]), ([0, 1], [1]))
    refused(ValueError, "reflect_diffuse has the shape (1,); (2,) is needed", g.angular, s, [0, 1], [0, 0], [0, 0], [0])
    refused(TypeError, "angle: a number is needed, not [1]", g.dichroic, s, [1], 0.5, 0.5)
    refused(TypeError, "MeshFileConfig has no 'scales'; did you mean 'scale'?", g.mesh_file, "a.stl", w, w, scales=2)
    refused(TypeError, "name: a text is needed, not 5", g.material, 5)
    m = g.mesh(V, T, w, w, s)
    for kind, text, arguments in [
        (ValueError, "MeshConfig.vertices has the shape (4, 2); (n, 3) is needed", (V[:, :2], T, w, w)),
        (ValueError, "MeshConfig.vertices has the shape (12,); (n, 3) is needed", (V.ravel(), T, w, w)),
        (ValueError, "MeshConfig.vertices has 1e+300, which float32 cannot hold", (V * 1e300 / 9, T, w, w)),
        (ValueError, "MeshConfig.vertices is of complex128; float32 is needed", (V + 0j, T, w, w)),
        (ValueError, "MeshConfig.triangles is of float64; uint32 is needed", (V, np.array(T, float), w, w)),
        (ValueError, "MeshConfig.triangles has -1, which uint32 cannot hold", (V, np.array(T) - 1, w, w)),
        (ValueError, "MeshConfig.triangles is no array: ", (V, [(0, 1), (1, 2, 3)], w, w)),
        (ValueError, "MeshConfig.inner_material is -1; it must be from 0 to 4294967295", (V, T, -1, w)),
        (ValueError, "MeshConfig.outer_materials has 3 entries, triangles has 4", (V, T, w, [w, w, w])),
        (ValueError, "MeshConfig.surfaces has the shape (4, 1); (n,) is needed", (V, T, w, w, [[s]] * 4)),
    ]:
        refused(kind, text, g.mesh, *arguments)
    for kind, text, options in [
        (ValueError, "translation has the shape (); (3,) is needed", dict(translation=5.0)),
        (ValueError, "translation has the shape (2,); (3,) is needed", dict(translation=[1, 2])),
        (ValueError, "rotation has the shape (3,); (3, 3) is needed", dict(rotation=[1, 0, 0])),
        (ValueError, "rotation has the shape (2, 3); (3, 3) is needed", dict(rotation=np.eye(3)[:2])),
        (ValueError, "channel is 2147483648; it must be from -2147483648 to 2147483647", dict(channel=2**31)),
        (TypeError, "channel: an integer is needed, not 0.5", dict(channel=0.5)),
    ]:
        refused(kind, text, g.place, m, **options)
    refused(ValueError, "mesh is -1; ", g.place, -1)
    refused(ValueError, "Instances.meshes has 3 entries, translations has 2", g.place_many, [m] * 3, translations=V[:2])
    refused(ValueError, "Instances.rotations has the shape (2, 9); (n, 3, 3) is needed", g.place_many, m,
            rotations=np.zeros((2, 9)))
    refused(TypeError, "an array is needed", g.place_many, m)
    assert g.info()["instance_count"] == 0  # nothing of this was added
    g.place(m, np.eye(3).ravel(), [0, 0, 0], channel=0)
    assert g.place_many(m, translations=V[1:] * 100, channels=[1, 2, 3]) == 1
    g.commit()

    # Photons.
    with c.Session(context, g) as session:
        P, D, L = np.ones((5, 3)), np.eye(3)[[0, 1, 2, 0, 1]], np.full(5, 400.0)
        refused(TypeError, "SessionConfig has no 'chunk'; did you mean 'chunk_photons'?", c.Session, context, g, chunk=1)
        refused(TypeError, "EventConfig has no 'wnat'; did you mean 'want'?", session.shine, source, wnat=1)
        refused(TypeError, "EventConfig has no 'max_step'; did you mean 'max_steps'?", session.submit, P, D, L, max_step=1)
        refused(ValueError, "EventConfig.seed is -1; ", session.shine, source, seed=-1)
        refused(TypeError, "on_done: a function is needed, not 1", session.shine, source, on_done=1)
        refused(TypeError, "source: a Source is needed", session.shine, dict(count=9))
        refused(ValueError, "EventConfig.record_indices has -1, which uint64 cannot hold", session.shine, source,
                record_indices=[1, -1])
        for text, columns in [
            ("Photons.direction has 4 entries, position has 5", dict(direction=D[:4])),
            ("Photons.wavelength has 3 entries, position has 5", dict(wavelength=L[:3])),
            ("Photons.wavelength has the shape (5, 1); (n,) is needed", dict(wavelength=L[:, None])),
            ("Photons.wavelength has the shape (); (n,) is needed", dict(wavelength=400.0)),
            ("Photons.polarization has the shape (5,); (n, 3) is needed", dict(polarization=L)),
            ("Photons.time has 4 entries, position has 5", dict(time=L[:4])),
            ("Photons.weight has 6 entries, position has 5", dict(weight=np.ones(6))),
            ("Photons.flags is of float64; uint32 is needed", dict(flags=np.zeros(5))),
            ("Photons.position is of <U1; float32 is needed", dict(position=np.full((5, 3), "x"))),
        ]:
            refused(ValueError, text, session.submit, **(dict(position=P, direction=D, wavelength=L) | columns))

        # Other widths, strides, byte orders, alignments and lists give the same as single precision.
        def ends(*columns):
            return session.submit(*columns, want=c.WANT_PHOTONS, seed=3).wait().photons()

        odd = np.frombuffer(b"x" + L.astype("f4").tobytes(), np.uint8)[1:].view("f4")
        assert not odd.flags.aligned
        expected = ends(P.astype("f4"), D.astype("f4"), L.astype("f4"))
        assert (expected["flags"] == 4).all() and len(expected["flags"]) == 5
        for columns in [(P, D, L), (P.tolist(), D.tolist(), L.tolist()), (P.astype(">f4"), D.astype("i1"), odd),
                        (np.asfortranarray(P, "f4"), np.repeat(D, 2, 0)[::2], np.repeat(L.astype("f4"), 3)[1::3])]:
            for name, values in ends(*columns).items():
                assert np.array_equal(values, expected[name]), name
        # What is not finite is the library's to judge, and nothing at all is fine.
        bad = P.copy()
        bad[2, 1], bad[3, 0] = np.nan, np.inf
        assert session.submit(bad, D, L).wait().summary()["nan_abort"] == 2
        assert session.submit([], [], []).wait().summary()["photons"] == 0
        # A source's spectrum by arrays.
        line = c.Source(count=1000, position=(1, 1, 1), spectrum_wavelengths=[500, 501], spectrum_values=np.array([1, 1]))
        wavelength = session.shine(line, want=c.WANT_PHOTONS).wait().photons()["wavelength"]
        assert line.spectrum_count == 2 and 500 <= wavelength.min() < wavelength.max() <= 501

        refused(ValueError, "timeout is -1.0; it must be 0 or more seconds", session.drain, -1.0)
        refused(ValueError, "timeout is nan", session.drain, float("nan"))
        refused(ValueError, "Rays.directions has 4 entries, origins has 5", g.closest_hits, P, D[:4])
        refused(ValueError, "Rays.max_distances has 1 entries, origins has 5", g.any_hits, P, D, [1.0])

    # Queues.
    with c.Queue(context, 16) as queue:
        refused(ValueError, "items has 4294967296, which uint32 cannot hold", queue.push, [1, 2**32])
        refused(ValueError, "items is of float64; uint32 is needed", queue.push, [1.5])
        refused(ValueError, "items has the shape (2, 2); (n,) is needed", queue.push, [[1, 2], [3, 4]])
        refused(ValueError, "count is -1", queue.pop, -1)
        refused(TypeError, "PersistentOptions has no 'spawn_intervall'; did you mean 'spawn_interval'?", c.run_persistent, queue,
                queue, queue, spawn_intervall=5)
        assert len(queue) == 0
    refused(TypeError, "Queue", c.Queue, context, 16, namme="x")
    pair = np.dtype([("a", "u4"), ("b", "f4")])
    with c.Queue(context, 16, pair) as queue:
        refused(ValueError, "items is of [('b', '<f4'), ('a', '<u4')]", queue.push, np.zeros(2, [("b", "f4"), ("a", "u4")]))
        assert queue.push([(1, 2.5), (3, 4.5)]) == 2 and queue.pop(2).tolist() == [(1, 2.5), (3, 4.5)]
    refused(ValueError, "level is 6; it must be from 0 to 5", c.log_to, "chroma2", 6)
ended(globals())
print("arguments are checked")
