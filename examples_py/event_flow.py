"""A long run beside short bursts: hits as they are found, bursts first, results in the order of their ends, and an
asyncio program that awaits events."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

import numpy as np

import chroma2
from sphere import icosphere

CHANNELS, RUN, BURST, BURSTS = 8, 2_000_000, 1000, 20  # spheres; photons; events


def build(context: chroma2.Context) -> chroma2.Geometry:
    """Spheres of 300 mm around the origin, whose walls detect."""
    geometry = chroma2.Geometry(context)
    air = geometry.material("air", {chroma2.REFRACTIVE_INDEX: 1.0})
    wall = geometry.surface("wall", {chroma2.DETECT: 1.0})
    mesh = geometry.mesh(*icosphere(300.0, 2), air, air, wall)
    for channel in range(CHANNELS):
        angle = 2 * np.pi * channel / CHANNELS
        geometry.place(mesh, translation=(2000 * np.cos(angle), 2000 * np.sin(angle), 0), channel=channel)
    geometry.commit()
    return geometry


def flash(count: int) -> chroma2.Source:
    return chroma2.Source(count=count, wavelength=420.0)


def latency(session: chroma2.Session, priority: int) -> float:
    """Milliseconds from a burst's submission to its hits, the median."""
    times = []
    for number in range(BURSTS):
        start = time.perf_counter()
        with session.shine(flash(BURST), event_id=number, priority=priority) as burst:
            burst.wait().hits()
        times.append(1e3 * (time.perf_counter() - start))
    return float(np.median(times))


async def in_turn(session: chroma2.Session, number: int) -> int:
    """One of several coroutines that await their events."""
    event = await session.shine(flash(BURST), event_id=number)
    with event:
        return len(event.hits()["channel"])


def main() -> None:
    with chroma2.Context() as context, build(context) as geometry, chroma2.Session(
            context, geometry, max_queued_events=64) as session:
        counts, parts = np.zeros(CHANNELS, int), list[tuple[int, int]]()

        def on_hits(first: int, last: int, hits: Mapping[str, Any]) -> None:
            parts.append((first, last))
            np.add.at(counts, hits["channel"], 1)

        # The run keeps no hits: they are counted as they come.
        run = session.shine(flash(RUN), want=chroma2.WANT_SUMMARY, on_hits=on_hits, priority=-1)
        for priority in (-1, 2):
            print(f"beside a run of priority -1, a burst of {priority} takes {latency(session, priority):.2f} ms")
        with run:
            found = run.wait().summary()["hits"]
        assert counts.sum() == found and parts[0][0] == 0 and parts[-1][1] == RUN
        assert all(before[1] == after[0] for before, after in zip(parts, parts[1:]))
        print(f"{found} hits came in {len(parts)} parts; by channel: {counts.tolist()}")

        # Events as they end: the large ones are submitted first, and the small ones do not wait for them.
        running = {number: session.shine(flash(100_000 // (number + 1)), event_id=number) for number in range(6)}
        order = []
        while running:
            numbers = list(running)
            ended = numbers[chroma2.wait_any(running.values())]
            with running.pop(ended) as event:
                order.append((ended, event.summary()["hits"]))
        assert sorted(number for number, _ in order) == list(range(6))
        print("events in the order of their ends:", [number for number, _ in order])

        async def together() -> list[int]:
            return await asyncio.gather(*(in_turn(session, number) for number in range(5)))

        hits = asyncio.run(together())
        assert min(hits) > 0
        print("hits of awaited events:", hits)
    assert chroma2.library.live_handles() == 0


if __name__ == "__main__":
    main()
