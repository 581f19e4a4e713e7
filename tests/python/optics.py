"""Reemission, angular and dichroic surfaces and meshes of files through the package chroma2."""

import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402

COUNT = 20_000
SQUARE = "v -1 -1 0\nv 1 -1 0\nv 1 1 0\nv -1 1 0\nf 1 2 3 4\n"


def near(value, expected):
    return abs(value - expected) < 5 * (COUNT / 4) ** 0.5


def shone(context, g, **options):
    """Photons of 400 nm down onto the middle of the square."""
    g.commit()
    source = c.Source(**(dict(count=COUNT, wavelength=400, position=(0, 0, 1), direction=(0, 0, -1)) | options))
    with c.Session(context, g) as session, session.shine(source, want=c.WANT_PHOTONS) as event:
        event.wait()
        return event.summary(), event.photons()


def square(g, folder, surface, **options):
    path = pathlib.Path(folder, "square.obj")
    path.write_text(SQUARE)
    air = g.material("air")
    g.place(g.mesh_file(path, air, air, surface, **options))


with c.Context(backend=c.BACKEND_CPU, threads=2) as context, tempfile.TemporaryDirectory() as folder:
    # A file's mesh has its unit and its name.
    with c.Geometry(context) as g:
        square(g, folder, g.surface("black", {c.ABSORB: 1.0}), scale=1000, name="square")
        assert g.find("square", c.GEOMETRY_ITEM_MESH) == 0
        summary, _ = shone(context, g, position=(900, 0, 1))
        assert summary["surface_absorb"] == COUNT and np.allclose(g.info()["upper"], [1000, 1000, 0], atol=0.01)

    # Half goes through, the rest is absorbed.
    with c.Geometry(context) as g:
        surface = g.surface("angular", model=c.SURFACE_MODEL_ANGULAR)
        g.angular(surface, [0.0, 1.5], [0.5, 0.5], [0, 0], [0, 0])
        square(g, folder, surface)
        summary, _ = shone(context, g)
        assert near(summary["no_hit"], COUNT / 2) and summary["no_hit"] + summary["surface_absorb"] == COUNT

    # At 400 nm three quarters are reflected upwards.
    with c.Geometry(context) as g:
        surface = g.surface("dichroic", model=c.SURFACE_MODEL_DICHROIC)
        g.dichroic(surface, 0.0, ([300, 500], [0.7, 0.8]), ([300, 500], [0.3, 0.2]))
        g.dichroic(surface, 1.5, 0.0, 1.0)
        square(g, folder, surface)
        summary, photons = shone(context, g)
        assert summary["no_hit"] == COUNT and near((photons["direction"][:, 2] > 0).sum(), 0.75 * COUNT)

    # A shifter emits all of what it absorbs, between 450 and 500 nm.
    with c.Geometry(context) as g:
        surface = g.surface("tpb", {c.ABSORB: 1.0, c.REEMIT: 1.0}, c.SURFACE_MODEL_WLS)
        g.surface_reemission(surface, ([450, 500], [0, 1]), ([2, 3], [0, 1]))
        g.set_surface(surface, {c.DELAY: 1.0, c.DOWNSHIFT_ONLY: 1.0})
        square(g, folder, surface)
        _, photons = shone(context, g)
        assert 450 <= photons["wavelength"].min() < photons["wavelength"].max() <= 500
        assert 3 <= photons["time"].min() < photons["time"].max() < 4.1

    # A material of two components: one emits after 5 to 6 ns, the other absorbs for good.
    with c.Geometry(context) as g:
        oil = g.material("oil", {c.ABSORPTION_LENGTH: ([420, 430], [0.5, 1e30])})
        g.reemission(oil, 1.0, ([300, 600], [1, 1]), ([450, 500], [0, 1]), ([4, 5], [0, 1]), delay=1.0, downshift_only=True)
        g.reemission(oil, ([300, 600], [1, 1]), 0.0, ([450, 500], [0, 1]))
        black = g.surface("black", {c.ABSORB: 1.0})
        corners = 100 * np.array([[0, 0, 3], [3, 0, -1], [-2, 3, -1], [-2, -3, -1]], float)
        g.place(g.mesh(corners, [(0, 1, 2), (0, 2, 3), (0, 3, 1), (1, 3, 2)], oil, oil, black))
        summary, photons = shone(context, g)
        emitted = photons["wavelength"] != 400
        assert near(emitted.sum(), COUNT / 2) and near(summary["bulk_absorb"], COUNT / 2), summary
        assert photons["time"][emitted].min() >= 5 and summary["surface_absorb"] == emitted.sum()
        assert g.report()["unbalanced_material_count"] == 0

    # A surface of light from any instance of a mesh into what is in none.
    with c.Geometry(context) as g:
        glass = g.material("glass", {})
        black = g.surface("black", {c.ABSORB: 1.0})
        body = g.mesh(corners, [(0, 1, 2), (0, 2, 3), (0, 3, 1), (1, 3, 2)], glass, glass)
        g.place(body)
        g.place(body, translation=[5000, 0, 0])
        g.mesh_border_surface(body, c.NONE, black)
        g.mesh_border_surface(body, body, black)
        summary, _ = shone(context, g)
        assert summary["surface_absorb"] == COUNT, summary
        assert g.report()["unmet_border_surfaces"].tolist() == [1]

    # Absorptions that give three photons in the mean: the first of each as it was submitted, the others with ids.
    with c.Geometry(context) as g:
        air = g.material("air")
        eye = g.surface("eye", {c.DETECT: 1.0})
        shifter = g.surface("shifter", {c.ABSORB: 1.0, c.REEMIT: 1.0, c.MEAN_NUMBER: 3.0}, c.SURFACE_MODEL_WLS)
        g.surface_reemission(shifter, ([450, 500], [0, 1]))
        path = pathlib.Path(folder, "square.obj")
        g.place(g.mesh_file(path, air, air, shifter))
        corners = np.array([[x, y, z] for x in (-5, 5) for y in (-5, 5) for z in (-5, 5)])
        faces = [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
                 [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]]
        g.place(g.mesh(corners, faces, air, air, eye), channel=0)
        g.commit()
        source = c.Source(count=COUNT, wavelength=400, position=(0, 0, 1), direction=(0, 0, -1))
        with c.Session(context, g) as session, session.shine(source) as event:
            event.wait()
            summary, hits = event.summary(), event.hits()
            assert session.telemetry()["secondaries"] == summary["secondaries"]
    secondary = hits["flags"] & c.FLAG_SECONDARY != 0
    assert summary["surface_detect"] + summary["surface_absorb"] == COUNT + summary["secondaries"]
    assert secondary.sum() == summary["secondaries"] and abs(len(secondary) - 3 * COUNT) < 5 * (3 * COUNT) ** 0.5
    assert (hits["id"][~secondary] == hits["photon"][~secondary]).all() and (hits["id"][secondary] >> np.uint64(63)).all()
    assert len(np.unique(hits["id"])) == len(secondary)
ended(globals())
print("components, angles and files are as they should be")
