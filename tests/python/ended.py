"""The end of a test: nothing that the library made is left."""

import gc
import time

import numpy as np

import chroma2
from chroma2.results import Columns


def ended(names=None, seconds=10.0):
    """Deletes results among `names`, the variables of a test, which show events' memory, and waits for the last handle."""
    for name in [name for name, value in (names or {}).items() if isinstance(value, (np.ndarray, Columns))]:
        del names[name]
    end = time.monotonic() + seconds
    while chroma2.library.live_handles():
        gc.collect()
        assert time.monotonic() < end, f"{chroma2.library.live_handles()} handles are left"
        time.sleep(0.01)
