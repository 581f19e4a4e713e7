"""Detectors of GDML files through the package chroma2: placements, channels, detection, notes, what is refused;
priorities and chords, which such geometries have."""

import pathlib
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c  # noqa: E402
from ended import ended  # noqa: E402
from refused import refused  # noqa: E402

COUNT = 20_000
# A tank of water with two tubes, of which the first one is in an assembly, in air that has no index of refraction.
TANK = """<?xml version='1.0'?>
<gdml>
<define>
  <matrix name='n' coldim='2' values='2.0*eV 1.33 4.0*eV 1.35'/>
  <matrix name='one' coldim='2' values='2.0*eV 1 4.0*eV 1'/>
  <matrix name='zero' coldim='2' values='2.0*eV 0 4.0*eV 0'/>
</define>
<materials>
  <material name='Air'><D value='0.0012'/><fraction n='1' ref='N'/></material>
  <material name='Water'><property name='RINDEX' ref='n'/><property name='BISMUTH' ref='one'/>
    <D value='1'/><fraction n='1' ref='N'/></material>
  <material name='Glass'><D value='2'/><fraction n='1' ref='N'/></material>
</materials>
<solids>
  <box name='world' x='2000' y='2000' z='2000'/>
  <box name='tank' x='1000' y='1000' z='1000'/>
  <orb name='bulb' r='100'/>
  <opticalsurface name='cathode' model='unified' finish='polished' type='dielectric_metal' value='0'>
    <property name='REFLECTIVITY' ref='zero'/><property name='EFFICIENCY' ref='one'/>
  </opticalsurface>
</solids>
<structure>
  <volume name='Tube'><materialref ref='Glass'/><solidref ref='bulb'/>
    <auxiliary auxtype='SensDet' auxvalue='PMT'/></volume>
  <assembly name='Pair'><physvol name='tube'><volumeref ref='Tube'/><position name='p' z='-300'/>
    <rotation name='r' x='90' unit='deg'/></physvol></assembly>
  <volume name='Tank'><materialref ref='Water'/><solidref ref='tank'/>
    <physvol name='pair'><volumeref ref='Pair'/></physvol>
    <physvol name='tube' copynumber='8'><volumeref ref='Tube'/><position name='q' z='%s'/></physvol>
  </volume>
  <volume name='World'><materialref ref='Air'/><solidref ref='world'/>
    <physvol name='tank'><volumeref ref='Tank'/></physvol></volume>
  <skinsurface name='skin' surfaceproperty='cathode'><volumeref ref='Tube'/></skinsurface>
</structure>
<setup name='Default' version='1.0'><world ref='World'/></setup>
</gdml>
"""


def box(half):
    corners = half * np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)])
    return corners, [(0, 1, 3), (0, 3, 2), (4, 6, 7), (4, 7, 5), (0, 4, 5), (0, 5, 1), (2, 3, 7), (2, 7, 6), (0, 2, 6),
                     (0, 6, 4), (1, 5, 7), (1, 7, 3)]


def placements(g):
    world, tank, first, second = g.placements()
    assert [one.path for one in (world, tank, second)] == ["/World:0", "/World:0/tank:0", "/World:0/tank:0/tube:8"], second
    assert (world.mother, world.depth, world.channel, tank.mother, second.mother, second.depth) == (None, 0, -1, 0, 1, 2)
    assert np.allclose(first.position, [0, 0, -300]) and abs(first.direction[1]) > 1 - 1e-9, first
    assert np.allclose(second.position, [0, 0, 300]) and second.direction.tolist() == [0, 0, 1]
    assert (second.copy, second.channel, first.channel, first.mesh) == (8, 8, first.copy, second.mesh)
    assert g.name(c.GEOMETRY_ITEM_MESH, second.mesh) == "Tube" and g.name(c.GEOMETRY_ITEM_MATERIAL, 1) == "Water"
    assert g.find_placement("/World/tank/tube:8") == 3 and g.placement_count() == 4
    assert any("no RINDEX: Air, Glass" in note for note in g.notes()), g.notes()
    refused(c.Error, '"/World/tank/tube" is any of 2 placements', g.find_placement, "/World/tank/tube")
    refused(c.Error, "there are placements 0 to 3", g.placement, 4)


with c.Context(backend=c.BACKEND_CPU, threads=2) as context, tempfile.TemporaryDirectory() as folder:
    path, ignore = pathlib.Path(folder, "tank.gdml"), ["Water.BISMUTH"]
    path.write_text(TANK % 300)
    load = c.Geometry.load_gdml
    refused(c.Error, "say which one is meant", load, context, path, ignore=ignore)
    refused(c.Error, "tank.gdml:10: material \"Water\": BISMUTH is not simulated", load, context, path, detection="surface")
    refused(ValueError, "GdmlConfig.detection: GdmlDetection has no 'surfaces'; did you mean 'surface'?", load, context, path,
            detection="surfaces")
    refused(ValueError, "detection is 5; 0 (what the file has), 1 (surface), 2 (sensitive)", load, context, path, detection=5)
    refused(TypeError, "GdmlConfig has no 'chords'; did you mean 'chord'?", load, context, path, chords=1)
    refused(TypeError, "GdmlConfig.ignore: a list of texts is needed, not 'BISMUTH'", load, context, path, ignore="BISMUTH")
    refused(TypeError, "GdmlConfig.channels[1]: a text is needed, not 5", load, context, path, channels=["a", 5])
    refused(ValueError, "GdmlConfig.ignore_count is 3, but ignore has 1 entries", load, context, path, ignore=ignore, ignore_count=3)
    refused(ValueError, "GdmlConfig.ignore[0] is b'a\\x00b'", load, context, path, ignore=["a\0b"])
    refused(c.Error, "nowhere", load, context, "/nowhere/tank.gdml", ignore=ignore)
    options = dict(detection="surface", ignore=ignore)
    refused(c.Error, 'channels: "volume:Cube" names no placement', load, context, path, channels=["volume:Cube"], **options)

    # Of a light beside the second tube what is within its cone is detected, and by that tube.
    with load(context, path, channels=["volume:Tube=copy"], chord=0.5, keep_volume=1, **options) as g:
        placements(g)
        refused(c.Error, "", g.check_placements)  # before the commit
        g.commit()
        assert g.check_placements() == []
        with c.Session(context, g) as session:
            event = session.shine(c.Source(count=COUNT, wavelength=400, position=(0, 0, 100)), seed=1).wait()
            share = np.mean(event.hits()["channel"] == 8) * len(event.hits()["channel"]) / COUNT
            event.close()
        assert abs(share - (1 - 0.75**0.5) / 2) < 5 * (0.067 * 0.933 / COUNT) ** 0.5, share
        moved = g.revise()
        moved.move(3, translation=[0, 0, 450])  # out of the tank
        moved.commit()
        assert moved.placement(3).position[2] == 450
        wrong = moved.check_placements(0.01)
        assert wrong and all("/World:0/tank:0/tube:8" in line for line in wrong), wrong
        moved.close()
    # Tubes have a skin that lets nothing in: they detect by EFFICIENCY or not at all.
    for detection, chosen in [("none", False), (c.GDML_DETECTION_ENTERED, False), ("sensitive", True)]:
        with load(context, path, detection=detection, ignore=ignore) as g:
            assert any(one.channel >= 0 for one in g.placements()) == chosen, detection

    # More text than is asked for at first.
    many = "".join(f"<physvol name='tube' copynumber='{i}'><volumeref ref='Tube'/>"
                   f"<position name='q{i}' x='{i % 2}' z='300'/></physvol>" for i in range(9, 60))
    text = (TANK % 300).replace("  </volume>\n  <volume name='World'>", many + "  </volume>\n  <volume name='World'>")
    path.write_text(text)
    with load(context, path, **options) as g:
        g.commit()
        lines = g.check_placements()
        assert len("\n".join(lines)) > 1 << 16, (len(lines), len("\n".join(lines)))

    # Of two boxes that share space the one of higher priority counts, else the smaller one.
    for priorities, expected in [([0, 0], 1), ([1, 0], 0), (None, 1)]:
        with c.Geometry(context) as g:
            g.set_chord(0.05)
            refused(c.Error, "chord", g.set_chord, -1.0)
            air = g.material("air")
            absorbers = [g.material(name, {c.ABSORPTION_LENGTH: 1e-3}) for name in ("one", "other")]
            black = g.surface("black", {c.ABSORB: 1.0})
            g.place(g.mesh(*box(100.0), air, air, black))
            solids = [g.mesh(*box(half), material, air) for half, material in zip((10.0, 8.0), absorbers)]
            g.place_many(solids, translations=[[0, 0, 0], [10, 0, 0]], priorities=priorities)
            g.commit(check=1)
            hits = g.closest_hits([[9.0, 0, 0]], [[1.0, 0, 0]])
            assert hits["instances"][0] == 1, hits
            g.save(pathlib.Path(folder, "scene"))
            scene = pathlib.Path(folder, "scene", "scene.toml").read_text()
            assert ("priority = 1" in scene) == (expected == 0) and "chord = 0.05" in scene, scene
    with c.Geometry(context) as g:
        air = g.material("air")
        g.place(g.mesh(*box(1.0), air, air))
        refused(c.Error, "was not loaded from a GDML file", g.placements)
        refused(ValueError, "Instances.priorities has -1, which uint32 cannot hold", g.place_many, 0, priorities=[-1])
        refused(TypeError, "channels or priorities: an array is needed, whose length counts", g.place_many, 0)
ended(globals())
print("GDML files, their placements and what is refused are as they should be")
