"""A hundred thousand items through a persistent run: each fifth is set aside for another generation, all
grow by one, none is lost. On a GPU where there is one, else on the processor."""

import numpy as np

from chroma2 import Context, Queue, run_persistent

COUNT = 100_000

with (Context() as context, Queue(context, COUNT, np.int64, "active") as active,
      Queue(context, COUNT, np.int64, "spawn") as spawn, Queue(context, COUNT, np.int64, "finished") as finished):
    active.push(np.arange(COUNT))
    stats = run_persistent(active, spawn, finished, spawn_interval=5, payload_increment=1)
    done, again = finished.pop(COUNT), spawn.pop(COUNT)
    assert len(done) == stats["finished"] == 80_000 and len(again) == stats["spawned"] == 20_000
    assert np.array_equal(np.sort(np.concatenate([done, again])), np.arange(1, COUNT + 1))
    print(f"{len(done)} finished and {len(again)} set aside by {stats['workers']} workers "
          f"in {stats['seconds'] * 1e3:.3f} ms")
