"""Displays: shapes are those of the geometry, glTF and HTML hold what they should, tracks are those of the photons. What a browser and
the validator of glTF say is tested by `make test-display`, which takes the files that `display.py --keep FOLDER` leaves."""

import base64
import gzip
import hashlib
import html
import json
import pathlib
import re
import struct
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "python"))
import chroma2 as c  # noqa: E402
from chroma2 import display  # noqa: E402
from chroma2.cli import main  # noqa: E402
from chroma2.display import colors, content, meshes, scale, shapes  # noqa: E402
from ended import ended  # noqa: E402
from scenes import ball, sphere  # noqa: E402

NASTY = '</script><!-- "wall" & \'<b>'
GDML = ROOT / "examples_cpp/gdml_detector/detector.gdml"


def lined(context, tubes):
    """A ball with many tubes, a mesh with a nasty name whose faces differ, turned instances, and a plane of wires."""
    geometry = ball(context, commit=False, tubes=8)
    water, black = geometry.find("water"), geometry.surface("black", absorb=1.0)
    steel = geometry.material("steel", absorption_length=1e-6)
    vertices, triangles = sphere(40.0, 6, 12)
    faces = np.where(np.arange(len(triangles)) % 3 == 0, black, c.NONE)
    odd = geometry.mesh(vertices, triangles, steel, water, faces, name=NASTY)
    rng = np.random.default_rng(3)
    turns = np.linalg.qr(rng.normal(size=(tubes, 3, 3)))[0]
    turns *= np.sign(np.linalg.det(turns))[:, None, None]
    places = rng.normal(size=(tubes, 3))
    geometry.place_many(odd, turns, 500 * places / np.linalg.norm(places, axis=1)[:, None], np.arange(100, 100 + tubes))
    geometry.wires(origin=(0, 0, -300), u=(1, 0, 0), v=(0, 1, 0), pitch=50, radius=1, u_min=-200, u_max=200, v_min=-210, v_max=210,
                   inner_material=steel, outer_material=water, has_surface=1, surface=black)
    geometry.commit()
    return geometry, turns


def shapes_are_those_of_the_geometry(context):
    geometry, turns = lined(context, 40)  # more instances than stand in the scene file itself
    with geometry, c.Geometry.load_gdml(context, GDML, detection="sensitive") as gdml:
        gdml.commit()
        for one in (geometry, gdml):
            found, info = shapes.Shapes.of(one), one.info()
            assert len(found.mesh) == info.instance_count and len(found.meshes) == info.mesh_count
            assert sum(len(found.meshes[mesh].triangles) for mesh in found.mesh) == info.triangle_count
            points = np.concatenate([found.meshes[mesh].vertices @ rotation.T + position for mesh, rotation, position in zip(
                found.mesh, found.rotation, found.position)])
            assert np.allclose(points.min(0), info["lower"], atol=1.1) and np.allclose(points.max(0), info["upper"], atol=1.1)
            # What rays meet: the triangle is there, and its surface, materials and channel are those of the shapes.
            rng = np.random.default_rng(5)
            met = one.closest_hits(rng.normal(size=(300, 3)) * 20, rng.normal(size=(300, 3)))
            mesh_hit = (met["instances"] != c.NONE) & (met["instances"] < c.WIRE_BIT)
            assert mesh_hit.sum() > 200
            for i in np.flatnonzero(mesh_hit):
                instance, triangle = met["instances"][i], met["triangles"][i]
                mesh = found.meshes[found.mesh[instance]]
                assert {mesh.inner[triangle], mesh.outer[triangle]} == {met["inner_materials"][i], met["outer_materials"][i]}
                assert found.channel[instance] == met["channels"][i]
                if one is geometry:
                    assert int(mesh.surface[triangle]) % 2**32 == met["surfaces"][i]
        assert np.allclose(shapes.Shapes.of(geometry).rotation[9:49], turns, atol=1e-12)
        found = shapes.Shapes.of(gdml)
        assert found.world == 0 and [found.meshes[mesh].name for mesh in found.mesh][0] == "World"
        assert shapes.Shapes.of(geometry).world == -1
        shown = content.gather(gdml)
        assert [one.name for one in shown.placed if one.hidden] == ["World"]
        assert np.allclose(shown.center, (gdml.info()["lower"] + gdml.info()["upper"]) / 2, atol=80)


def meshes_are_smooth_where_they_are_round():
    vertices, triangles = sphere(10.0, 24, 48)
    points, normals, corners = meshes.smoothed(vertices.astype(np.float32), triangles)
    assert len(points) < 1.05 * len(vertices) and corners.shape == triangles.shape
    assert np.allclose(points[corners], vertices[triangles], atol=1e-5)
    assert ((points / 10 * normals).sum(1) > np.cos(np.radians(5))).all()
    corner = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], np.float32)
    faces = np.array([[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4],
                      [1, 5, 7], [1, 7, 3]])
    points, normals, _ = meshes.smoothed(corner, faces)
    assert len(points) == 24 and np.allclose(np.sort(np.abs(normals), 1), [0, 0, 1], atol=1e-6)
    for most in (2000, 500, 100):
        points, corners = meshes.simplified(vertices.astype(np.float32), triangles, most)
        kept = corners[meshes.proper(corners)]
        assert most / 4 < len(kept) <= most and np.allclose(np.linalg.norm(points, axis=1), 10, atol=2.6)
    assert meshes.simplified(vertices, triangles, 10**6)[1] is triangles


def colours():
    assert colors.parsed("x", "#ff000080", 1.0) == (1, 0, 0, 128 / 255) and colors.parsed("x", (0, 1, 0), 0.5) == (0, 1, 0, 0.5)
    violet, green, red = colors.of_wavelength([400, 530, 650])
    assert violet.argmax() == 2 and green.argmax() == 1 and red.argmax() == 0
    assert np.allclose(colors.linear([0, 0.5, 1]), [0, 0.21404, 1], atol=1e-4)
    hits = content.Hits(np.zeros((4, 3)), np.array([5.0, 3, 4, 9]), np.array([400.0, 500, 420, 1]), np.array([2, 2, 7, -1]),
                        np.array([1.0, 3, 2, 1]))
    found = scale.by_channel(hits)
    assert {name: values.tolist() for name, values in found.items()} == {
        "channel": [2, 7], "charge": [4, 2], "time": [3, 4], "wavelength": [475, 420]}


def read_glb(path):
    data = pathlib.Path(path).read_bytes()
    magic, version, length = struct.unpack_from("<4sII", data)
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack_from("<I4s", data, 12)
    assert kind == b"JSON"
    size_of_rest, kind = struct.unpack_from("<I4s", data, 20 + size)
    assert kind == b"BIN\0" and 28 + size + size_of_rest == len(data)
    return json.loads(data[20:20 + size]), data[28 + size:]


def accessor(document, buffer, number):
    one = document["accessors"][number]
    view = document["bufferViews"][one["bufferView"]]
    width = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}[one["type"]]
    dtype = {5126: "<f4", 5125: "<u4", 5121: "u1"}[one["componentType"]]
    return np.frombuffer(buffer, dtype, one["count"] * width, view["byteOffset"]).reshape(one["count"], width).squeeze()


def gltf_holds_it(geometry, hits, records, folder):
    display.gltf(geometry, folder / "ball.glb", hits=hits, tracks=records, hide="wall")
    document, buffer = read_glb(folder / "ball.glb")
    nodes = document["nodes"]
    by_name = {node["name"]: node for node in nodes}
    root = np.reshape(by_name["chroma2"]["matrix"], (4, 4)).T
    # Hits, in metres with y up.
    points = document["meshes"][by_name["hits"]["mesh"]]["primitives"][0]
    place = accessor(document, buffer, points["attributes"]["POSITION"])
    x, y, z = ((root[:3, :3] @ place.T).T + root[:3, 3]).T * 1000
    assert points["mode"] == 0 and np.allclose(np.stack([x, -z, y], 1), hits.position, atol=1e-3)
    assert np.allclose(accessor(document, buffer, points["attributes"]["_TIME"]), hits.time)
    assert np.array_equal(accessor(document, buffer, points["attributes"]["_CHANNEL"]), hits.channel)
    # Steps.
    lines = document["meshes"][by_name["tracks"]["mesh"]]["primitives"][0]
    assert lines["mode"] == 1
    assert len(accessor(document, buffer, lines["attributes"]["POSITION"])) == 2 * (len(records) - len(records.photon))
    # Instances share the arrays of their mesh, stand where they were placed, and those of hit channels have another material.
    found = shapes.Shapes.of(geometry)
    seen = {node["extras"]["instance"]: node for node in nodes if "extras" in node}
    assert sorted(seen) == [i for i in range(len(found.mesh)) if found.meshes[found.mesh[i]].name != "wall"]
    used = set()
    for instance, node in seen.items():
        matrix = root @ np.reshape(node["matrix"], (4, 4)).T
        x, y, z = matrix[:3, 3] * 1000
        assert np.allclose([x, -z, y], found.position[instance], atol=1e-6)
        assert node["extras"].get("channel", -1) == found.channel[instance]
        face = document["meshes"][node["mesh"]]["primitives"][0]
        lit = document["materials"][face["material"]]["name"].startswith("hit ")
        assert lit == (found.channel[instance] in hits.channel)
        used.add((found.meshes[found.mesh[instance]].name, face["attributes"]["POSITION"]))
    assert len(used) == 2 and "wires" in by_name
    for one in document["accessors"]:
        if "min" in one:
            values = accessor(document, buffer, document["accessors"].index(one))
            assert np.array_equal(values.reshape(-1, 3).min(0), np.float32(one["min"]))


def arrays(text):
    """What a page holds, with its arrays."""
    head = json.loads(re.search('<script type="application/json" id="content">(.*?)</script>', text, re.S).group(1))
    packed = re.search('<script type="application/octet-stream" id="arrays">(.*?)</script>', text, re.S).group(1)
    data = gzip.decompress(base64.b64decode(packed))

    def resolved(value):
        if isinstance(value, list):
            return [resolved(one) for one in value]
        if isinstance(value, dict):
            if "array" in value:
                kind, place, count = value["array"]
                return np.frombuffer(data, "<" + kind, count, place)
            return {name: resolved(one) for name, one in value.items()}
        return value
    return resolved(head)


def html_holds_it(geometry, hits, records, folder):
    page = display.html(geometry, folder / "ball.html", hits=hits, tracks=records, title=NASTY, colors={NASTY: "#12ab34"})
    text = (folder / "ball.html").read_text("utf-8")
    assert text == page.text and len(re.findall("<script", text.split("<script>")[0])) == 2
    rest = text.split("<script>", 1)[1]  # the viewer, and nothing behind it
    assert rest.count("</script") == 1 and rest.rstrip().endswith("</script>\n</body>\n</html>")
    assert NASTY not in text and f"<title>{html.escape(NASTY)}</title>" in text and "default-src 'none'" in text
    own = text.split("<script>")[0]  # the viewer's texts have addresses, of which it loads none
    assert "http" not in own.replace("http-equiv", "") and "src=" not in own.replace("default-src", "").replace("script-src", "")
    head = arrays(text)
    assert head["title"] == NASTY and np.allclose(head["hits"]["position"].reshape(-1, 3) + head["center"], hits.position, atol=1e-3)
    assert np.allclose(head["hits"]["time"] + head["start"], hits.time, atol=1e-4)
    assert np.array_equal(head["hits"]["channel"], hits.channel)
    of = {one["name"]: one for one in head["placed"]}
    assert set(of) == {"wall", "tube", NASTY} and of["wall"]["shell"] and not of["tube"]["shell"]
    assert [part["color"] for part in of[NASTY]["parts"]][0] == [0.0706, 0.6706, 0.2039, 1.0]
    assert len(of[NASTY]["matrices"]) == 12 * 40 and of[NASTY]["channels"].tolist() == list(range(100, 140))
    steps = head["tracks"]
    begin, end = steps["begin"].reshape(-1, 3), steps["end"].reshape(-1, 3)
    when = steps["when"].reshape(-1, 2)
    offset = records.offset.astype(int)
    assert len(begin) == len(records) - len(records.photon) and (when[:, 1] >= when[:, 0]).all()
    assert np.allclose(begin[0] + head["center"], records.position[0], atol=1e-3)
    assert np.allclose(end[offset[1] - 2] + head["center"], records.position[offset[1] - 1], atol=1e-3)
    fates = [0 if flag & c.Flag.SURFACE_DETECT else 1 if flag & c.Flag.SURFACE_ABSORB else 2 for flag in
             records.flags[offset[1:] - 1]]
    assert np.array_equal(steps["ends"], np.repeat(fates, np.diff(offset) - 1))
    frame = page._repr_html_()
    assert frame.startswith("<iframe srcdoc=") and frame.count("<") == 2 and html.unescape(frame).count(page.text) == 1
    # Hits of a file, without positions: at their channels.
    bare = c.Table({name: hits[name] for name in ("time", "channel")})
    head = arrays(display.html(geometry, max_triangles=3000).text)
    assert 800 < sum(one["instances"].size * sum(part["triangles"].size for part in one["parts"]) // 3 for one in head["placed"]) < 3600
    head = arrays(display.html(geometry, hits=bare, max_hits=100).text)
    assert len(head["hits"]["time"]) == 100 and abs(head["hits"]["weight"].sum() - len(hits)) < 1
    nowhere = c.Table({"time": [1.0, 2.0], "channel": [5000, -1]})  # channels that have no place
    assert arrays(display.html(geometry, hits=nowhere).text)["hits"] is None
    assert head["tracks"] is None and arrays(display.html(geometry).text)["hits"] is None


def nothing_is_shown_as_nothing(context, folder):
    with c.Geometry(context) as empty:
        none = c.Table({"time": np.zeros(0), "position": np.zeros((0, 3))})
        head = arrays(display.html(empty, hits=none).text)
        assert head["placed"] == [] and head["hits"] is None and len(head["outline"]) == 0
        display.gltf(empty, folder / "empty.glb", hits=none)
        text = (folder / "empty.glb").read_bytes()[20:].decode()
        assert json.loads(text)["nodes"][0]["name"] == "chroma2"


def tracks_are_those_of_the_photons(geometry, session, source, records, folder):
    tracks = display.Tracks.of(records)
    assert len(tracks) == len(records.photon) and tracks.steps()[0].size == len(records) - len(tracks)
    tracks.save(folder / "tracks.npz")
    again = display.Tracks.load(folder / "tracks.npz")
    first = display.record(session, source, len(tracks), seed=1)  # of these photons alone
    for other in (again, first):
        assert all(np.array_equal(getattr(other, name), getattr(tracks, name)) for name in vars(tracks)), other
    for text, make in [
        ("offset: numbers that begin with 0", lambda: display.Tracks(*[tracks.position] * 5, offset=[1, 2])),
        ("position has the shape", lambda: display.Tracks(tracks.position[1:], *[tracks.time] * 3, tracks.photon, tracks.offset)),
        ("tracks go to files", lambda: tracks.save(folder / "tracks.csv")),
        ("colors: 'wall' is 'red'", lambda: display.html(geometry, colors={"wall": "red"})),
        ("is called 'wal'", lambda: display.html(geometry, colors={"wal": "#ffffff"})),
        ("hide: no mesh is called 'walls'", lambda: display.html(geometry, hide=["walls"])),
        ("color is 'tim'", lambda: display.html(geometry, color="tim")), ("theme is 'x'", lambda: display.html(geometry, theme="x")),
        ("written as .glb", lambda: display.gltf(geometry, folder / "x.gltf")),
        ("path is ", lambda: display.gltf(geometry, folder / "x.html")), ("show is 3", lambda: display.html(geometry, show=3)),
        ("height is 0", lambda: display.html(geometry, height=0)), ("max_hits is -1", lambda: display.html(geometry, max_hits=-1)),
        ("hits: time has the shape", lambda: display.html(geometry, hits={"time": [[1.0]]})),
        (f"{folder / 'ball.html'} has no tracks", lambda: display.html(geometry, tracks=folder / "ball.html")),
        ("hits: time, and position or channel", lambda: display.html(geometry, hits={"time": [1.0]})),
    ]:
        try:
            make()
            raise AssertionError(text)
        except ValueError as error:
            assert text in str(error), error
    for text, make in [
        ("geometry: a Geometry is needed, not 'ball'", lambda: display.html("ball")),
        ("tracks: Records, Tracks, a file of them or an Event are needed, not 5", lambda: display.html(geometry, tracks=5)),
        ("hits: columns: a mapping", lambda: display.html(geometry, hits=5)), ("title: a text", lambda: display.html(geometry, title=5)),
        ("colors: a mapping", lambda: display.html(geometry, colors=["red"])), ("hide: a list", lambda: display.html(geometry, hide=5)),
        ("path: a path is needed, not 5", lambda: display.gltf(geometry, 5)), ("session: a Session", lambda: display.record(geometry, source, 5)),
        ("source: a Source", lambda: display.record(session, 5, 5)),
    ]:
        try:
            make()
            raise AssertionError(text)
        except TypeError as error:
            assert text in str(error), error


def command(folder):
    def chroma2(*arguments, status=0):
        assert main([str(one) for one in arguments]) == status, arguments

    with c.Context(backend="cpu") as context, ball(context, commit=False) as geometry:
        geometry.save(folder / "scene")
    light = ("--source", "wavelength=350 wavelength_end=500 position=100,0,0", "--backend", "cpu")
    chroma2("run", folder / "scene", *light, "--photons", "20000", "--seed", 3, "--out", folder / "hits.npz", "--quiet")
    chroma2("render", folder / "scene", folder / "out.html", "--hits", folder / "hits.npz", "--tracks", "30", "--title", "A <title>")
    head = arrays((folder / "out.html").read_text("utf-8"))
    assert head["title"] == "A <title>" and len(head["hits"]["time"]) == len(c.load(folder / "hits.npz"))
    # The photons that are tracked are those of the run: where one of them was detected, there is the hit.
    ends = head["tracks"]["end"].reshape(-1, 3)[head["tracks"]["ends"] == 0].tolist()
    there = {tuple(place) for place in head["hits"]["position"].reshape(-1, 3).tolist()}
    assert sum(tuple(end) in there for end in ends) == sum(c.load(folder / "hits.npz")["photon"] < 30) > 0
    chroma2("render", folder / "scene", folder / "out.glb", "--hits", folder / "hits.npz", "--tracks", folder / "tracks.npz")
    assert read_glb(folder / "out.glb")[0]["asset"]["version"] == "2.0"
    for arguments in (("x.gif",), ("x.html", "--tracks", "3"), ("x.png", "--tracks", "3"), ("x.html", "--hide", "nothing")):
        chroma2("render", folder / "scene", folder / arguments[0], *arguments[1:], status=2)
        assert not (folder / arguments[0]).exists()


def viewer_is_made_of_its_sources():
    folder = ROOT / "python/viewer"
    made = hashlib.sha256()
    for path in [*sorted((folder / "src").iterdir()), *(folder / name for name in ("build.mjs", "package.json", "package-lock.json"))]:
        made.update(path.read_bytes())
    first = (ROOT / "python/chroma2/display/viewer.js").read_text("utf-8").split("\n", 1)[0]
    assert made.hexdigest() in first, "python/viewer was changed: npm ci --ignore-scripts && npm run build there"


def all_of_it(folder):
    with c.Context(backend="cpu") as context:
        shapes_are_those_of_the_geometry(context)
        nothing_is_shown_as_nothing(context, folder)
        geometry, _ = lined(context, 40)
        with geometry, c.Session(context, geometry) as session:
            source = c.Source(count=20_000, wavelength=350.0, wavelength_end=650.0)
            event = session.shine(source, seed=1, record_first=60).wait()
            hits, records = event.hits(), event.records()
            assert len(hits) > 1000 and len(set(hits.channel.tolist())) > 5
            gltf_holds_it(geometry, hits, records, folder)
            html_holds_it(geometry, hits, records, folder)
            tracks_are_those_of_the_photons(geometry, session, source, records, folder)
    meshes_are_smooth_where_they_are_round()
    colours()
    command(folder)
    viewer_is_made_of_its_sources()


if len(sys.argv) > 2 and sys.argv[1] == "--keep":
    all_of_it(pathlib.Path(sys.argv[2]))
else:
    with tempfile.TemporaryDirectory() as scratch:
        all_of_it(pathlib.Path(scratch))
ended(globals())
print("displays hold what they should")
