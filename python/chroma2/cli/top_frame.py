"""What chroma2 top shows, as lines of text."""

from __future__ import annotations

import time

from ..watch import STAGES, Watched

COLUMNS = ("PID", "EVENTS", "QUEUED", "WAITING", "PHOTONS", "IN FLIGHT", "PHOTONS/S", "HITS/S", "ON GPU", "MEMORY", "GPU MEM", "MEDIAN",
           "99 %", "COMMAND")
BARS, PLAIN_BARS = " ▁▂▃▄▅▆▇█", " .:-=+*#@"


def short(number: float) -> str:
    """A number by its first three digits, with k, M, G."""
    for power, letter in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= 0.9995 * power:
            return f"{number / power:.3g} {letter}" if number < 999.5 * power else f"{number / power:.0f} {letter}"
    return f"{number:.3g}"


def size(count: float) -> str:
    """Bytes, by powers of 1024."""
    for power, letter in ((2**40, "TiB"), (2**30, "GiB"), (2**20, "MiB")):
        if count >= power:
            return f"{count / power:.1f} {letter}"
    return f"{count / 2**10:.0f} KiB"


def duration(seconds: float) -> str:
    if seconds == 0:
        return "-"
    for unit, name in ((1.0, "s"), (1e-3, "ms")):
        if seconds >= unit:
            return f"{seconds / unit:.3g} {name}"
    return f"{seconds * 1e6:.3g} us"


def many(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def row(one: Watched) -> tuple[str, ...]:
    here, device = (one.get("photons_total", place) for place in ("processor", "device"))
    share = f"{100 * device / (here + device):.0f} %" if here + device else "-"
    name = f"{one.pid}.{one.number}"
    return (name, str(one.events), short(one.get("events_queued")), short(one.get("events_waiting")), short(here + device),
            short(one.get("photons_queued")), short(one.get("photons_per_second")), short(one.get("hits_per_second")), share,
            size(one.get("memory_bytes")), size(one.get("device_memory_bytes")), duration(one.quantile(0.5)), duration(one.quantile(0.99)),
            one.command or f"on {one.host}")


def detail(one: Watched, plain: bool) -> str:
    """How events ended, how long they took, and where time goes."""
    here, device = (short(one.get("parts_total", place)) for place in ("processor", "device"))
    parts = [f"parts: {here} on the processor, {device} on a GPU"]
    bad = [f"{short(count)} {how}" for how in ("failed", "cancelled") if (count := one.get("events_total", how))]
    buckets = [(end, count) for end, count in one.latencies()]
    used = [place for place, (_, count) in enumerate(buckets) if count]
    if used:
        bars, most = PLAIN_BARS if plain else BARS, max(count for _, count in buckets)
        shown = buckets[used[0]:used[-1] + 1]
        begin = buckets[used[0] - 1][0] if used[0] else 0.0
        end = duration(shown[-1][0]) if shown[-1][0] != float("inf") else "more"
        parts.append(f"latencies {duration(begin) if begin else '0'} |{''.join(bars[-(-8 * count // most)] for _, count in shown)}| {end}")
    seconds = {stage: one.get("stage_seconds_total", stage) for stage in STAGES}
    total = sum(seconds.values())
    if total:
        parts.append("time: " + ", ".join(f"{stage} {100 * value / total:.0f} %" for stage, value in seconds.items()
                                           if value >= 0.005 * total))
    return "    " + "; ".join(bad + parts)


def frame(sessions: list[Watched], folder: str, width: int, height: int, plain: bool) -> list[str]:
    """Lines that fit a terminal of this size: a head, and two lines for each session, as many as there is room for."""
    rate = sum(one.get("photons_per_second") for one in sessions)
    processes = len({(one.host, one.pid) for one in sessions})
    lines = [f"chroma2 top, {time.strftime('%H:%M:%S')}, {folder}: {many(len(sessions), 'session')} of "
             f"{processes} process{'es' * (processes != 1)}, {short(rate)} photons/s"]
    if not sessions:
        lines.append("no session runs whose process was started with CHROMA2_TELEMETRY naming this folder")
    else:
        table = [COLUMNS, *(row(one) for one in sessions)]
        widths = [max(len(entry) for entry in column) for column in zip(*table)]
        texts = ["  ".join([*(entry.rjust(one) for entry, one in zip(entries[:-1], widths)), entries[-1]]) for entries in table]
        lines.append(texts[0])
        room = max((height - len(lines) - 1) // 2, 0)
        for one, text in list(zip(sessions, texts[1:]))[:room]:
            lines += [text, detail(one, plain)]
        if len(sessions) > room:
            lines.append(f"{many(len(sessions) - room, 'more session')} for which the terminal has no room")
    return [line[:width] for line in lines][:max(height, 1)]
