"""usage: display_pages.py FOLDER
Makes further pages for `make test-display`: frame.html, as notebooks show ball.html, and large.html, of 10^4 instances, 10^5 hits and
more than 10^4 steps; and large.glb of it."""

import pathlib
import sys

import numpy as np

import chroma2 as c
from chroma2 import display
from scenes import sphere

TUBES, RADIUS = 10_000, 20_000.0


def large(context):
    geometry = c.Geometry(context)
    water = geometry.material("water", refractive_index=1.33, absorption_length=1e5, scattering_length=3e4)
    wall, eye = geometry.surface("wall", absorb=1.0), geometry.surface("eye", detect=0.5, reflect_diffuse=0.5)
    geometry.place(geometry.mesh(*sphere(1.05 * RADIUS, 24, 48), water, water, wall, name="wall"))
    place = np.arange(TUBES) + 0.5  # on a spiral from pole to pole
    z, phi = 1 - 2 * place / TUBES, np.pi * (1 + 5**0.5) * place
    points = RADIUS * np.stack([np.sqrt(1 - z * z) * np.cos(phi), np.sqrt(1 - z * z) * np.sin(phi), z], 1)
    geometry.place_many(geometry.mesh(*sphere(250.0, 8, 16), water, water, eye, name="tube"), translations=points, channels=np.arange(TUBES))
    geometry.commit()
    return geometry


folder = pathlib.Path(sys.argv[1])
text = (folder / "ball.html").read_text("utf-8")
(folder / "frame.html").write_text(f"<!doctype html><title>frame</title>{display.Page(text)._repr_html_()}", "utf-8")
with c.Context(backend="cpu") as context, large(context) as geometry, c.Session(context, geometry) as session:
    source = c.Source(count=600_000, wavelength=350.0, wavelength_end=600.0, position=(4000, 2000, -6000))
    event = session.shine(source, seed=1, record_first=5000).wait()
    hits, records = event.hits(), event.records()
    assert len(hits) > 100_000 and len(records) > 14_000, (len(hits), len(records))
    display.html(geometry, folder / "large.html", hits=hits, tracks=records, title="Large")
    display.gltf(geometry, folder / "large.glb", hits=hits, tracks=records)
