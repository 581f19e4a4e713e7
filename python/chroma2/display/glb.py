"""Writing glTF 2.0 as one binary file (.glb), as Khronos specifies it: metres, y up, colours linear."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
import numpy.typing as npt

from .. import _c
from . import colors, scale
from .content import Content, Hits, Part, Placed
from .tracks import Tracks

Array = npt.NDArray[Any]
LEVELS = 24  # colours of channels
ARRAY, INDICES = 34962, 34963  # what a part of the buffer is for
COMPONENT = {"<f4": 5126, "<u4": 5125, "|u1": 5121}
POINTS, LINES = 0, 1


class Writer:
    """A glTF document under way: JSON, and the buffer behind it."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {
            "asset": {"version": "2.0", "generator": f"chroma2 {_c.VERSION_STRING}"}, "scene": 0, "scenes": [{"nodes": [0]}]}
        self.buffer = bytearray()
        self.materials: dict[Any, int] = {}

    def add(self, kind: str, entry: dict[str, Any]) -> int:
        listed: list[Any] = self.document.setdefault(kind, [])
        listed.append(entry)
        return len(listed) - 1

    def array(self, values: Array, target: int = ARRAY, normalized: bool = False, bounds: bool = False) -> int:
        """An accessor of an array (n,) or (n, 2 to 4)."""
        values = np.ascontiguousarray(values)
        view = self.add("bufferViews", {"buffer": 0, "byteOffset": len(self.buffer), "byteLength": values.nbytes, "target": target})
        self.buffer += values.tobytes() + bytes(-values.nbytes % 4)
        entry: dict[str, Any] = {"bufferView": view, "componentType": COMPONENT[values.dtype.str], "count": len(values),
                                 "type": "SCALAR" if values.ndim == 1 else f"VEC{values.shape[1]}"}
        if normalized:
            entry["normalized"] = True
        if bounds:
            entry["min"], entry["max"] = (one.astype(float).tolist() for one in (values.min(0), values.max(0)))
        return self.add("accessors", entry)

    def material(self, name: str, color: Any, two_sided: bool = True) -> int:
        """A material of an sRGB colour with opacity."""
        key = name, tuple(color), two_sided
        if key not in self.materials:
            made: dict[str, Any] = {"name": name, "pbrMetallicRoughness": {
                "baseColorFactor": [*colors.linear(color[:3]).round(5).tolist(), round(float(color[3]), 5)],
                "metallicFactor": 0.0, "roughnessFactor": 0.5}}
            if color[3] < 0.99:
                made["alphaMode"] = "BLEND"
            if two_sided:
                made["doubleSided"] = True
            self.materials[key] = self.add("materials", made)
        return self.materials[key]

    def unlit(self) -> int:
        """The material of lines and points, which have colours of their own."""
        if "unlit" not in self.materials:
            self.document["extensionsUsed"] = ["KHR_materials_unlit"]
            self.materials["unlit"] = self.add("materials", {"name": "light", "extensions": {"KHR_materials_unlit": {}}})
        return self.materials["unlit"]

    def node(self, name: str, children: list[int] | None = None, **fields: Any) -> int:
        return self.add("nodes", {"name": name, **({"children": children} if children else {}), **fields})

    def bytes(self) -> bytes:
        if self.buffer:
            self.document["buffers"] = [{"byteLength": len(self.buffer)}]
        text = json.dumps(self.document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        if self.buffer:
            chunks += struct.pack("<I4s", len(self.buffer), b"BIN\0") + self.buffer
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def primitive(writer: Writer, part: Part, shell: bool) -> dict[str, Any]:
    """The faces of a part; of a shell those that look inwards."""
    attributes = {"POSITION": writer.array(part.positions.astype("<f4"), bounds=True)}
    if part.normals is not None:
        attributes["NORMAL"] = writer.array((-part.normals if shell else part.normals).astype("<f4"))
    corners = (part.triangles[:, ::-1] if shell else part.triangles).astype("<u4").ravel()
    return {"attributes": attributes, "indices": writer.array(corners, INDICES),
            "material": writer.material(part.name, part.color, not shell)}


def geometry(writer: Writer, placed: Placed, lit: dict[int, int], palette: list[Any]) -> int | None:
    """A node with the instances of a mesh: those of channels in `lit` have that colour of the palette."""
    faces = [primitive(writer, part, placed.shell) for part in placed.parts if len(part.triangles)]
    if not faces:
        return None
    plain = writer.add("meshes", {"name": placed.name, "primitives": faces})
    shaded: dict[int, int] = {}
    nodes = []
    for instance, channel, matrix in zip(placed.instances.tolist(), placed.channels.tolist(), placed.matrices):
        fields: dict[str, Any] = {"mesh": plain, "extras": {"instance": instance}}
        if channel >= 0:
            fields["extras"]["channel"] = channel
            level = lit.get(channel)
            if level is not None:
                if level not in shaded:
                    of = writer.material(f"hit {level}", (*palette[level], 1.0))
                    shaded[level] = writer.add("meshes", {
                        "name": f"{placed.name}, hit {level}", "primitives": [{**face, "material": of} for face in faces]})
                fields["mesh"] = shaded[level]
        whole = np.vstack([matrix, [0, 0, 0, 1]])
        if not np.array_equal(whole, np.eye(4)):
            fields["matrix"] = whole.T.ravel().tolist()
        nodes.append(writer.node(f"{placed.name} {instance}", **fields))
    return writer.node(placed.name, nodes)


def light(writer: Writer, name: str, mode: int, position: Array, color: Array, **further: Array) -> int:
    """A node of points or lines with colours (n, 3), sRGB, and further numbers of each."""
    shades = np.concatenate([colors.linear(color) * 255 + 0.5, np.full((len(color), 1), 255.0)], 1).astype("|u1")
    attributes = {"POSITION": writer.array(position.astype("<f4"), bounds=True), "COLOR_0": writer.array(shades, normalized=True)}
    for key, values in further.items():
        attributes[key] = writer.array(values.astype("<f4"))
    mesh = writer.add("meshes", {"name": name, "primitives": [
        {"attributes": attributes, "mode": mode, "material": writer.unlit()}]})
    return writer.node(name, mesh=mesh)


def hit_points(writer: Writer, hits: Hits, color: Array) -> int:
    return light(writer, "hits", POINTS, hits.position, color, _TIME=hits.time, _CHANNEL=hits.channel,
                 _WAVELENGTH=np.nan_to_num(hits.wavelength))


def track_lines(writer: Writer, tracks: Tracks) -> int:
    first, _ = tracks.steps()
    ends = np.stack([first, first + 1], 1).ravel()
    # A step has the wavelength with which it began.
    color = colors.of_wavelength(np.repeat(tracks.wavelength[first], 2))
    return light(writer, "tracks", LINES, tracks.position[ends], color, _TIME=tracks.time[ends] + tracks.time_offset,
                 _WAVELENGTH=np.repeat(tracks.wavelength[first], 2))


def document(shown: Content, color: str, points: bool, channels: bool) -> bytes:
    """The file, with hits coloured by "time", "charge" or "wavelength", as points, as channels, or both."""
    writer = Writer()
    root = writer.node("chroma2")
    hits = shown.hits if shown.hits is not None and len(shown.hits) else None
    lit: dict[int, int] = {}
    palette: list[Any] = []
    shades = np.zeros((0, 3))
    if hits is not None:
        found = scale.by_channel(hits)
        low, high, log = scale.charges(found) if color == "charge" else (*scale.times(hits, None), False)
        charge = dict(zip(found["channel"].tolist(), found["charge"].tolist()))
        values = {"time": hits.time, "wavelength": hits.wavelength}.get(color)
        shades = scale.colored(color, np.array([charge.get(one, 0.0) for one in hits.channel.tolist()]) if values is None else values,
                               low, high, log)
        if channels:
            tints = scale.colored(color, found[color], low, high, log)
            palette, level = quantized(tints)
            lit = dict(zip(found["channel"].tolist(), level.tolist()))
    nodes = [geometry(writer, placed, lit, palette) for placed in shown.placed if not placed.hidden]
    groups = [writer.node("geometry", [node for node in nodes if node is not None])] if any(n is not None for n in nodes) else []
    if len(shown.wires):
        ends = shown.wires.reshape(-1, 3)
        groups.append(light(writer, "wires", LINES, ends, np.full((len(ends), 3), 0.6)))
    if shown.tracks is not None and len(shown.tracks.steps()[0]):
        groups.append(track_lines(writer, shown.tracks))
    if hits is not None and points:
        groups.append(hit_points(writer, hits, shades))
    # From mm, z up, to metres, y up.
    turn = np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]) * 1e-3
    matrix = np.vstack([np.concatenate([turn, (turn @ shown.center)[:, None]], 1), [0, 0, 0, 1]])
    writer.document["nodes"][root].update({"matrix": matrix.T.ravel().tolist(), **({"children": groups} if groups else {})})
    return writer.bytes()


def quantized(tints: Array) -> tuple[list[Any], Array]:
    """At most LEVELS colours, and which of them each of the colours (n, 3) is nearest to in the order of their places in n."""
    if not len(tints):
        return [], np.zeros(0, int)
    order = np.lexsort(tints.T)
    picked = tints[order[np.linspace(0, len(order) - 1, min(LEVELS, len(order))).astype(int)]]
    distance = ((tints[:, None] - picked) ** 2).sum(2)
    return picked.tolist(), distance.argmin(1)
