"""Batches from Python: what their events give is what each gives alone."""

import pathlib
import sys

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "python"))
import chroma2 as c2  # noqa: E402

SIZES = [5, 0, 200, 31]


def wall(context):
    """An octahedron of water about the origin that detects half of its light; channel 7."""
    corners = 100.0 * np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]])
    triangles = [(0, 2, 4), (2, 1, 4), (1, 3, 4), (3, 0, 4), (2, 0, 5), (1, 2, 5), (3, 1, 5), (0, 3, 5)]
    geometry = c2.Geometry(context)
    water = geometry.material("water", {c2.REFRACTIVE_INDEX: 1.3})
    surface = geometry.surface("wall", {c2.DETECT: 0.5, c2.ABSORB: 0.5})
    geometry.place(geometry.mesh(corners, triangles, water, water, surface), channel=7)
    geometry.commit()
    return geometry


def same(batch, alone):
    offsets, hits = batch.batch(), batch.hits()
    assert len(offsets) == len(alone) + 1 and offsets[-1] == len(hits["photon"]) > 0
    for k, event in enumerate(alone):
        with event:
            event.wait()
            theirs = event.hits()
            assert batch.batch_summary(k) == event.summary()
            for name in ("photon", "event", "time", "position", "channel"):
                assert np.array_equal(hits[name][offsets[k] : offsets[k + 1]], theirs[name]), (k, name)


def main():
    with c2.Context(threads=2) as context, wall(context) as geometry, c2.Session(context, geometry) as session:
        sources = [c2.Source(count=count, wavelength=400.0) for count in SIZES]
        with session.submit_batch(sources, event_ids=[9, 8, 7, 6], seed=3) as batch:
            batch.wait()
            same(batch, [session.shine(source, event_id=9 - k, seed=3) for k, source in enumerate(sources)])
        rng, count = np.random.default_rng(1), sum(SIZES)
        columns = dict(position=np.zeros((count, 3), np.float32), direction=rng.normal(size=(count, 3)).astype(np.float32),
                       wavelength=np.full(count, 400, np.float32))
        offsets = np.cumsum([0, *SIZES])
        for borrow in (0, 1):
            with session.submit_batch(photons=c2.Photons(**columns), offsets=offsets, event_id=20, borrow=borrow) as batch:
                batch.wait()
                parts = [{name: of[first:last] for name, of in columns.items()} for first, last in zip(offsets, offsets[1:])]
                same(batch, [session.submit(**part, event_id=20 + k) for k, part in enumerate(parts)])
        try:
            session.submit_batch(sources, seeds=[1])
        except ValueError as error:
            assert "seeds: has 1 entries, but there are 4 events" in str(error)
        else:
            raise AssertionError("a wrong number of seeds was taken")
    print("batches give what their events give alone")


if __name__ == "__main__":
    main()
