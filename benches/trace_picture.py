"""Draws a trace of a session (docs/telemetry.md) as a PNG: lanes of threads and of the GPU over time, and what is queued.

    python benches/trace_picture.py TRACE.json PICTURE.png [FROM_MS TO_MS]

Needs matplotlib. ui.perfetto.dev shows the same, to be zoomed.
"""

import json
import pathlib
import sys

try:
    import matplotlib
except ModuleNotFoundError:
    sys.exit("matplotlib is needed, which is not there: python -m pip install matplotlib")

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402

COLORS = {"queue": "#bbbbbb", "upload": "#4c9be8", "propagate": "#e8894c", "tally": "#5fb35f", "download": "#9467bd",
          "join": "#d4c24a", "callback": "#d45087"}


def read(path):
    """The objects of a trace; the bracket at the end may be missing."""
    text = pathlib.Path(path).read_text()
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return json.loads(text.rstrip().rstrip(",") + "]")


def main(path, picture, begin=None, end=None):
    objects = read(path)
    spans = [o for o in objects if o["ph"] == "X"]
    counters = [o for o in objects if o["ph"] == "C"]
    zero = min(o["ts"] for o in spans + counters)
    names = {o["tid"]: o["args"]["name"] for o in objects if o["ph"] == "M" and o["name"] == "thread_name"}
    starts = {o["id"]: o for o in objects if o["ph"] == "b" and o["name"] == "event"}
    ends = {o["id"]: o for o in objects if o["ph"] == "e" and o["name"] == "event"}
    lanes = sorted({o["tid"] for o in spans}, key=lambda tid: (tid % 2**20, tid))

    def ms(time):
        return (time - zero) / 1e3

    figure, (events, work, queue) = plt.subplots(
        3, 1, sharex=True, figsize=(12, 7), gridspec_kw={"height_ratios": [2, 0.6 * len(lanes), 1.2]})
    for row, (number, start) in enumerate(sorted(starts.items())):
        stop = ends[number]["ts"]
        events.barh(row, ms(stop) - ms(start["ts"]), left=ms(start["ts"]), color="#cfd8dc", edgecolor="#607d8b", height=0.9)
        if len(starts) <= 12:
            photons = start["args"]["photons"]
            events.text(ms(start["ts"]), row, f" event {number}: {photons:,} photons", va="center", fontsize=8)
    events.set_ylabel("events")
    events.set_yticks([])
    used = set()
    for row, lane in enumerate(lanes):
        for span in (o for o in spans if o["tid"] == lane):
            used.add(span["name"])
            work.barh(row, span["dur"] / 1e3, left=ms(span["ts"]), color=COLORS[span["name"]], edgecolor="white",
                      linewidth=0.4, height=0.8)
    work.set_yticks(range(len(lanes)), [names.get(lane, str(lane)) for lane in lanes])
    work.invert_yaxis()
    events.invert_yaxis()
    handles = [plt.Rectangle((0, 0), 1, 1, color=COLORS[name]) for name in COLORS if name in used]
    work.legend(handles, [name for name in COLORS if name in used], ncols=7, loc="lower center",
                bbox_to_anchor=(0.5, 1.0), frameon=False, fontsize=9)
    flight = [(ms(o["ts"]), o["args"]["value"]) for o in counters if o["name"] == "photons in flight"]
    queue.step(*zip(*sorted(flight)), where="post", color="#607d8b")
    queue.set_ylabel("photons\nin flight")
    queue.set_ylim(bottom=0)
    queue.set_xlabel("ms")
    if begin is not None:
        queue.set_xlim(float(begin), float(end))
    figure.tight_layout()
    figure.savefig(picture, dpi=100)


if __name__ == "__main__":
    if len(sys.argv) not in (3, 5):
        sys.exit(__doc__)
    main(*sys.argv[1:])
