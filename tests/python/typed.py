"""A program with types, as mypy --strict has to take it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import chroma2


def detector(context: chroma2.Context) -> chroma2.Geometry:
    geometry = chroma2.Geometry(context)
    water = geometry.material("water", refractive_index=1.33, absorption_length=([300.0, 600.0], np.array([9e3, 5e4])))
    eye = geometry.surface("eye", {chroma2.SurfaceProperty.DETECT: 0.3, "absorb": 0.7})
    mesh = geometry.mesh(np.zeros((3, 3)), [[0, 1, 2]], water, water, eye)
    geometry.place(mesh, translation=(0, 0, 1), channel=0)
    geometry.commit(quality="best", check=1)
    return geometry


async def light(session: chroma2.Session) -> npt.NDArray[np.float32]:
    source = chroma2.Source(count=1000, wavelength=420, position=(0, 0, 0), type="point", flags=chroma2.Flag.CHERENKOV)
    event = await session.shine(source, seed=1, want=["hits", "photons"], on_done=print)
    hits: chroma2.Hits = event.hits()
    channels: npt.NDArray[np.int32] = hits.channel
    assert len(channels) == event.summary().hits
    return hits.time


def readout(event: chroma2.Event) -> float:
    with chroma2.Daq(window_start=0.0, window_end=100.0) as daq:
        daq.channel_type(efficiency=0.3)
        daq.channels(8)
        return float(daq.run([event], trial=3).channels().charge.sum())


def displayed(geometry: chroma2.Geometry, session: chroma2.Session, event: chroma2.Event) -> str:
    tracks = chroma2.display.record(session, chroma2.Source(count=100, wavelength=420), 10, seed=1)
    page: chroma2.display.Page = chroma2.display.html(geometry, hits=event.hits(), tracks=tracks, colors={"eye": "#ffaa00"})
    chroma2.display.gltf(geometry, "event.glb", hits="hits.parquet", tracks=event.records(), show="points")
    return page.text
