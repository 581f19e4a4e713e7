"""Hits to digitized waveforms: light in a water-filled sphere of 80 channels, whose hits a message queue turns into
waveforms (waveform.h: pulse shape, noise, ADC) on the GPU, or on the processor where there is none. The same is computed
with NumPy and compared, number by number. usage: digitizer.py [cpu | cuda]
"""

from __future__ import annotations

import ctypes as ct
import os
import pathlib
import subprocess
import sys
import tempfile
from typing import Any

import numpy as np
import numpy.typing as npt

import chroma2
from sphere import icosphere

SAMPLES, MOST_HITS, PHOTONS = 128, 400, 20_000
CODE = pathlib.Path(__file__).with_name("waveform.h")


def compiled() -> Any:
    """The function for the processor, by the system's C compiler; where the headers lie CHROMA2_INCLUDE may say."""
    include = os.environ.get("CHROMA2_INCLUDE") or chroma2.include_folder()
    with tempfile.TemporaryDirectory() as folder:
        library = f"{folder}/waveform.so"
        subprocess.run([os.environ.get("CC", "cc"), "-O2", "-ffp-contract=off", "-shared", "-fPIC", f"-I{include}", "-xc",
                        str(CODE), "-o", library], check=True)
        return ct.CDLL(library).chroma2_process


def reference(channel: int, time: npt.NDArray[Any], charge: npt.NDArray[Any]) -> npt.NDArray[np.uint16]:
    """What waveform.h computes, with NumPy."""
    one, sample = np.float32, np.arange(SAMPLES, dtype=np.uint32)
    x = np.uint32(channel * 0x9E3779B9 % 2**32) + sample
    x = (x ^ x >> np.uint32(16)) * np.uint32(0x7FEB352D)
    x = (x ^ x >> np.uint32(15)) * np.uint32(0x846CA68B)
    x = x ^ x >> np.uint32(16)
    total = sum((x >> np.uint32(shift) & np.uint32(255)).astype(np.float32) for shift in (0, 8, 16, 24))
    volts = one(200) + (total - one(510)) * (one(2.5) / one(147.8))
    for t, q in zip(time, charge):
        after = sample.astype(np.float32) - t
        inside = (after > 0) & (after < 40)
        u = after / one(3)
        square = u * u
        with np.errstate(all="ignore"):
            height = q * (one(60) * (square / (one(1) + square * u)))
        volts = np.where(inside, volts + height, volts)
    found: npt.NDArray[np.uint16] = np.clip(volts + one(0.5), 0, 4095).astype(np.uint16)
    return found


def light(context: chroma2.Context) -> tuple[npt.NDArray[Any], npt.NDArray[np.float32]]:
    """Channel and time of the hits of a flash, beside the middle of a sphere."""
    with chroma2.Geometry(context) as geometry:
        water = geometry.material("water", {chroma2.REFRACTIVE_INDEX: 1.34, chroma2.ABSORPTION_LENGTH: 8000.0})
        wall = geometry.surface("wall", {chroma2.DETECT: 0.3, chroma2.ABSORB: 0.7})
        geometry.place(geometry.mesh(*icosphere(5000.0, 3), water, water, wall), channel=0)
        geometry.commit()
        generator = np.random.default_rng(1)
        with chroma2.Session(context, geometry) as session:
            event = session.submit(np.tile([2000.0, 0, 0], (PHOTONS, 1)), generator.normal(size=(PHOTONS, 3)),
                                   np.full(PHOTONS, 420.0), seed=1).wait()
            hits = event.hits()
            event.close()
    # Channels of equal parts of the height and the angle.
    x, y, z = hits["position"].T
    channel = (np.floor((z / 5000 * 0.4999 + 0.5) * 8) * 10 + np.floor((np.arctan2(y, x) / 6.2832 + 0.5) * 9.999)).astype(int)
    return channel, (hits["time"] - hits["time"].min() + 5).astype(np.float32)


def message(channel: int, time: npt.NDArray[Any], charge: npt.NDArray[Any]) -> bytes:
    return np.array([len(time), channel], np.uint32).tobytes() + np.column_stack([time, charge]).astype(np.float32).tobytes()


def main(backend: str = "auto") -> None:
    with chroma2.Context(backend=backend) as context:
        on_gpu = context.info()["device"] != 0
        code: dict[str, Any] = {"source": CODE.read_text()} if on_gpu else {"function": compiled()}
        channel, time = light(context)
        charge = np.random.default_rng(2).gamma(4, 0.25, len(time)).astype(np.float32)
        with chroma2.MessageQueue(context, 128, 8 + 8 * MOST_HITS, 2 * SAMPLES, **code) as queue:
            channels = np.unique(channel)
            for number in channels:
                own = channel == number
                queue.enqueue(message(number, time[own], charge[own]), key=int(number))
            waveforms = dict[int, npt.NDArray[np.uint16]]()
            while len(waveforms) < len(channels):
                content, result = queue.dequeue(timeout=30)
                assert result["outcome"] == chroma2.MESSAGE_OUTCOME_DONE, result
                waveforms[int(result["key"])] = np.frombuffer(content, np.uint16)
            stats = queue.stats()
    for number, samples in waveforms.items():
        own = channel == number
        assert (samples == reference(number, time[own], charge[own])).all(), number
    largest = max(waveforms, key=lambda number: waveforms[number].max())
    print(f"{len(time)} hits in {len(waveforms)} channels: {len(waveforms)} waveforms of {SAMPLES} samples on the "
          f"{'GPU' if on_gpu else 'processor'}, equal to NumPy's; {stats['latency_sum_ns'] / stats['delivered'] / 1e3:.0f} us "
          "from a message to its waveform, on average")
    print(f"channel {largest}: {(channel == largest).sum()} hits, {waveforms[largest].max()} counts at most")
    assert waveforms[largest].max() > 400 and chroma2.library.live_handles() == 0


if __name__ == "__main__":
    main(*(word for word in sys.argv[1:2] if word in ("cpu", "cuda")))
