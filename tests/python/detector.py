"""Commits with options, reports, wires, rays, medium changes and the log through the package chroma2."""

import logging
import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from chroma2.geometry import EXAMPLES  # noqa: E402
from chroma2.session import MEDIUM_CHANGE  # noqa: E402


class Kept(logging.Handler):
    def __init__(self):
        super().__init__()
        self.records = []

    def emit(self, record):
        self.records.append((record.name, record.levelname, record.getMessage()))


def cube(edge):
    corners = edge / 2 * np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    triangles = np.array([(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1),
                          (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4), (1, 5, 7), (1, 7, 3)])
    return corners, triangles


kept, logger = Kept(), logging.getLogger("detector")
logger.addHandler(kept)
logger.setLevel(1)
logger.propagate = False
c.log_to("detector", c.LOG_LEVEL_DEBUG)
assert kept.records[0] == ("detector", "INFO", c.library.build_info().decode()), kept.records

with c.Context(backend=c.BACKEND_CPU, threads=2) as context, tempfile.TemporaryDirectory() as folder:
    assert (context.info()["backend"], context.info()["threads"]) == (c.BACKEND_CPU, 2)

    # A geometry with a fault of most kinds: the report counts and names them.
    with c.Geometry(context) as g:
        air, water = g.material("air"), g.material("water", {c.REFRACTIVE_INDEX: ([300, 600], [1.4, 1.3])})
        corners, triangles = cube(10.0)
        box = g.mesh(corners, triangles, water, air, name="box")
        opened = g.mesh(corners, triangles[:-1], water, air, name="open")
        inverted = g.mesh(corners, triangles[:, ::-1], water, air)
        flat = g.mesh(np.vstack([corners, corners[0] + [1, 0, 0]]), [*triangles, (0, 0, 8)], water, air)
        for place, mesh in enumerate([box, box, opened, inverted, flat]):
            g.place(mesh, translation=[100.0 * place, 0, 0])
        g.place(box, translation=[5.0, 0, 0])  # shares space with the first
        assert g.find("open", c.GEOMETRY_ITEM_MESH) == opened and g.find("water") == water
        cache = pathlib.Path(folder, "trees")
        g.commit(quality=c.BUILD_QUALITY_BEST, check=1, weld_tolerance=0.01, tree_cache=cache)
        assert len(list(cache.iterdir())) == 1
        report = g.report()
        counts = {name: report[name] for name in list(EXAMPLES)[:7]}
        assert not any(report[name] for name in list(EXAMPLES)[7:])
        assert counts == {"degenerate_count": 1, "open_edge_count": 3, "inconsistent_edge_count": 0,
                          "inverted_mesh_count": 1, "touching_count": 0, "overlapping_count": 1,
                          "misfit_count": 0}, counts
        assert report["checked"] == 1 and report["inverted_meshes"].tolist() == [inverted]
        assert report["degenerate_meshes"].tolist() == [flat] and report["degenerate_triangles"].tolist() == [12]
        assert report["open_meshes"].tolist() == [opened] * 3
        pair = {*report["overlapping_instances"].tolist(), *report["overlapped_instances"].tolist()}
        assert pair == {0, 5} and report["misfit_instances"].tolist() == []
        info = g.info()
        assert (info["mesh_count"], info["instance_count"], info["is_committed"]) == (4, 6, 1)
        assert np.allclose([info["lower"], info["upper"]], [[-5, -5, -5], [405, 5, 5]], atol=0.01)
        warnings = [text for _, level, text in kept.records if level == "WARNING"]
        assert any("mesh 1" in text for text in warnings), kept.records
    with c.Geometry(context) as g:
        vacuum = g.material("vacuum")
        g.mesh(*cube(10.0), vacuum, vacuum)
        g.commit()
        assert g.report()["checked"] == 0
        before = len(kept.records)
        c.log_to(None)
        g.close()
    with c.Geometry(context) as g:
        air = g.material("air")
        g.place(g.mesh(*cube(10.0), air, air))
        g.commit()
    assert len(kept.records) == before, "the log was ended"

    # Rays against a cube of 10 mm with a surface on its side towards +x, and wires at z = 20 mm.
    with c.Geometry(context) as g:
        air, glass = g.material("air"), g.material("glass", {c.REFRACTIVE_INDEX: 1.5})
        pad = g.surface("pad", {c.DETECT: 1.0})
        corners, triangles = cube(10.0)
        surfaces = np.where((corners[triangles][:, :, 0] > 0).all(1), pad, c.NONE)
        inner = np.full(12, glass)
        g.place(g.mesh(corners, triangles, inner, air, surfaces), np.eye(3), [0, 0, 0], channel=3)
        plane = g.wires(origin=(0, 0, 20), u=(1, 0, 0), v=(0, 1, 0), pitch=3, radius=0.5, u_min=-50, u_max=50,
                        v_min=-9, v_max=9, inner_material=glass, outer_material=air, has_surface=1, surface=pad,
                        has_channels=1, first_channel=100, channel_stride=2)
        assert g.wire_count(plane) == 7
        g.commit()
        origins = np.array([[50, 1, 2], [0, 0, -50], [0, 6, 50], [0, 4.5, 50], [50, 1, 2]], float)
        directions = np.array([[-1, 0, 0], [0, 0, 1], [0, 0, -1], [0, 0, -1], [-1, 0, 0]])
        hits = g.closest_hits(origins, directions, [1e9, 1e9, 1e9, 1e9, 44.0])
        assert np.allclose(hits["distances"], [45, 45, 29.5, 45, np.inf]), hits["distances"]
        assert hits["instances"].tolist() == [0, 0, 2**31 | plane, 0, c.NONE]
        assert hits["triangles"][2] == 5 and hits["channels"].tolist() == [3, 3, 110, 3, -1]
        assert np.allclose(hits["normals"], [[1, 0, 0], [0, 0, -1], [0, 0, 1], [0, 0, 1], [0, 0, 0]])
        assert hits["surfaces"].tolist() == [pad, c.NONE, pad, c.NONE, c.NONE]
        assert hits["inner_materials"].tolist() == [glass] * 4 + [c.NONE] and hits["barycentrics"].shape == (5, 2)
        assert hits["outer_materials"].tolist() == [air] * 4 + [c.NONE]
        any_hits = g.any_hits(origins, directions, [1e9, 1e9, 1e9, 1e9, 44.0])
        assert any_hits.dtype == bool and any_hits.tolist() == [True] * 4 + [False]
        assert g.any_hits([], []).shape == (0,) and len(g.closest_hits([], [])["normals"]) == 0
        # Revisions: the cube moves away and back; the plane stays.
        away = g.revise()
        away.move(0, translation=[0, 500, 0])
        away.channel(0, 8)
        away.commit()
        moved = away.closest_hits(origins, directions)
        assert moved["instances"].tolist() == [c.NONE, 2**31 | plane, 2**31 | plane, c.NONE, c.NONE], moved
        back = away.revise()
        back.move_many([0], [np.eye(3)], [[0, 0, 0]])
        back.channel(0, 3)
        for clear in (back.clear_reemission, back.clear_scintillation, back.clear_dichroic):
            try:
                clear(7)
                raise AssertionError("there is no such thing")
            except c.Error as error:
                assert "is 7" in str(error), error
        back.commit()
        again = back.closest_hits(origins, directions, [1e9, 1e9, 1e9, 1e9, 44.0])
        assert all(np.array_equal(hits[name], again[name]) for name in hits)
        with c.Session(context, away) as session:
            session.set_geometry(back)
        back.close()
        away.close()
        saved = pathlib.Path(folder, "scene")
        g.save(saved)
        digest = g.digest()
        assert isinstance(digest, bytes) and len(digest) == 32
    with c.Geometry.load(context, saved) as g:
        g.commit(quality=c.BUILD_QUALITY_FAST)
        assert g.digest() == digest
        again = g.closest_hits(origins, directions)
        assert np.allclose(again["distances"], [45, 45, 29.5, 45, 45])

    # A cube whose outer material is not what is around it: photons from within pass its wall and meet the next
    # one in another material than they left with.
    with c.Geometry(context) as g:
        air, water, oil = g.material("air"), g.material("water"), g.material("oil")
        black = g.surface("black", {c.ABSORB: 1.0})
        g.place(g.mesh(*cube(10.0), water, oil))
        g.place(g.mesh(*cube(100.0), air, air, black))
        g.commit()
        with c.Session(context, g) as session:
            session.shine(c.Source(count=5000, wavelength=400)).wait()
            changes = session.medium_changes()
        assert (changes["total"], changes["unlisted"]) == (5000, 0)
        assert {name: changes[name].tolist() for name in MEDIUM_CHANGE} == {
            "material_begin": [oil], "material_end": [air], "instance_begin": [0], "instance_end": [1], "legs": [5000]}
    for text, options in [("quality", dict(quality=9)), ("weld_tolerance", dict(check=1, weld_tolerance=-1))]:
        with c.Geometry(context) as g:
            try:
                g.commit(**options)
            except c.Error as error:
                assert text in str(error) and error.status == 1, error
            else:
                raise AssertionError(f"{options} was taken")
ended(globals())
print("geometry, rays, wires, reports and the log are as they should be")
