"""Sessions of running processes, as their files of telemetry tell of them (telemetry_files.py, or what another program writes)."""

from __future__ import annotations

import dataclasses
import pathlib
import re
import time
from collections.abc import Iterable
from typing import Any

from ._process import alive, host
from .telemetry_files import named

OLD = 10.0  # s after which a file of this machine is of no running session; they are written every second
OLD_ELSEWHERE = 60.0  # on another machine, whose clock and file system may be late
SAMPLE = re.compile(r'^chroma2_(\w+?)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'(\w+)="([^"]*)"')
STAGES = ("queue", "upload", "propagate", "tally", "download", "join", "callback")


@dataclasses.dataclass
class Watched:
    """A session of some process, seconds ago."""

    host: str
    pid: int
    number: int
    age: float  # s
    command: str  # of a process of this machine
    values: dict[tuple[str, str], float]  # by the metric without chroma2_, and the label that tells its samples apart

    def get(self, name: str, label: str = "") -> float:
        return self.values.get((name, label), 0.0)

    @property
    def events(self) -> int:
        """Events that have ended."""
        return sum(int(self.get("events_total", outcome)) for outcome in ("succeeded", "cancelled", "failed"))

    def latencies(self) -> list[tuple[float, int]]:
        """Events by the time in which they ended: the ends of buckets in s, the last one infinite, and numbers."""
        found = sorted((float(label), int(count)) for (name, label), count in self.values.items() if name == "event_seconds_bucket")
        return [(end, count - before) for (end, count), before in zip(found, [0, *(count for _, count in found)])]

    def quantile(self, share: float) -> float:
        """The time in s within which a share of the events has ended, linear within a bucket; 0 where none has."""
        buckets, before, begin = self.latencies(), 0, 0.0
        rank = share * sum(count for _, count in buckets)
        for end, count in buckets:
            if count and before + count >= rank:
                return begin if end == float("inf") else begin + (end - begin) * max(rank - before, 0.0) / count
            before, begin = before + count, end
        return 0.0

    def as_dict(self) -> dict[str, Any]:
        """All of it for JSON: metrics by name, those with a label as objects by it."""
        metrics: dict[str, Any] = {}
        for (name, label), value in self.values.items():
            number = int(value) if value.is_integer() else value
            if label:
                metrics.setdefault(name, {})[label] = number
            else:
                metrics[name] = number
        return {"host": self.host, "pid": self.pid, "session": self.number, "age_seconds": round(self.age, 3), "command": self.command,
                "events": self.events, "median_seconds": self.quantile(0.5), "seconds_99_percent": self.quantile(0.99), **metrics}


def parse(lines: Iterable[str]) -> dict[tuple[str, str], float]:
    """The samples of a text of Prometheus."""
    values = {}
    for line in lines:
        found = SAMPLE.match(line)
        if found:
            labels = [value for name, value in LABEL.findall(found[2] or "") if name != "session"]
            values[found[1], labels[0] if labels else ""] = float(found[3])
    return values


def command_of(pid: int) -> str:
    """How a process was started, its program without folders; what no terminal should get is replaced."""
    try:
        first, *rest = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode(errors="replace").split("\0")
    except OSError:
        return ""
    return "".join(one if one.isprintable() else "?" for one in " ".join([first.rpartition("/")[2], *rest]))


def watched(folder: pathlib.Path) -> list[Watched]:
    """The sessions that run, by host, process and number. OSError where there is no such folder."""
    here, now, found = host(), time.time(), []
    for path in folder.iterdir():
        name = named(path.name)
        if name is None:
            continue
        where, pid, number = name
        try:
            age = now - path.stat().st_mtime
            if age > (OLD if where == here else OLD_ELSEWHERE) or (where == here and not alive(pid)):
                continue
            text = path.read_text()
        except OSError:  # its session ended meanwhile
            continue
        found.append(Watched(where, pid, number, max(age, 0.0), command_of(pid) if where == here else "", parse(text.splitlines())))
    return sorted(found, key=lambda one: (one.host, one.pid, one.number))
