"""Hits, ends of photons and summaries in files: npz, HDF5 (h5py), Parquet (pyarrow), ROOT (uproot), by the end of the name.

All hold the columns of table.SCHEMA with their units, time_offset, and what is known of the run as JSON (`about`). HDF5 has a
dataset for each column, Parquet a column (vectors: lists of 3), ROOT a branch of the tree "photons"; npz arrays by name.
"""

from __future__ import annotations

import glob
import importlib
import json
import os
import pathlib
from collections.abc import Callable
from typing import Any

import numpy as np

from . import _c
from ._checks import path_of, unknown
from ._process import alive, host
from .table import SCHEMA, Table

FORMAT = 1  # of the layout of files; readers refuse later ones
TREE = "photons"


def needed(module: str, extra: str) -> Any:
    """An optional package, or an ImportError that says how to get it."""
    try:
        return importlib.import_module(module)
    except ImportError as reason:
        raise ImportError(f"{module} is needed for this: pip install chroma2[{extra}] ({reason})") from None


def header(table: Table) -> str:
    units = {name: SCHEMA[name].unit for name in table}
    return json.dumps({"format": FORMAT, "time_offset": table.time_offset, "units": units, "about": table.about})


def table_of(columns: dict[str, Any], text: str | None, path: pathlib.Path) -> Table:
    """What was read, after a look at its header; a file of another program has none."""
    head = json.loads(text) if text else {}
    if head.get("format", FORMAT) > FORMAT:
        raise ValueError(f"{path} is of format {head['format']}; this version reads {FORMAT} and earlier ones")
    for name, unit in head.get("units", {}).items():
        if name in SCHEMA and unit != SCHEMA[name].unit:
            raise ValueError(f"{path}: {name} is in {unit!r}; {SCHEMA[name].unit!r} is needed")
    known = {name: values for name, values in columns.items() if name in SCHEMA}
    if not known and columns:
        raise ValueError(f"{path} has none of the columns {', '.join(SCHEMA)}; it has: {', '.join(columns)}")
    return Table(known, head.get("time_offset", 0.0), head.get("about", {}))


def save_npz(path: pathlib.Path, table: Table) -> None:
    with open(path, "wb") as file:  # a name would get another end
        np.savez(file, allow_pickle=False, **dict(table.items()), chroma2=np.array(header(table)))


def load_npz(path: pathlib.Path) -> Table:
    with np.load(path, allow_pickle=False) as file:
        columns = {name: file[name] for name in file.files if name != "chroma2"}
        return table_of(columns, str(file["chroma2"]) if "chroma2" in file.files else None, path)


def save_hdf5(path: pathlib.Path, table: Table) -> None:
    with needed("h5py", "hdf5").File(path, "w") as file:
        file.attrs["chroma2"] = header(table)
        file.attrs["time_offset"] = table.time_offset
        for name, values in table.items():
            made = file.create_dataset(name, data=values)
            made.attrs["unit"], made.attrs["description"] = SCHEMA[name].unit, SCHEMA[name].doc


def load_hdf5(path: pathlib.Path) -> Table:
    with needed("h5py", "hdf5").File(path, "r") as file:
        return table_of({name: file[name][:] for name in file if name in SCHEMA}, file.attrs.get("chroma2"), path)


def save_parquet(path: pathlib.Path, table: Table) -> None:
    pyarrow = needed("pyarrow", "parquet")
    parquet = needed("pyarrow.parquet", "parquet")
    fields, columns = [], []
    for name, values in table.items():
        flat = pyarrow.array(values.reshape(-1))
        column = pyarrow.FixedSizeListArray.from_arrays(flat, SCHEMA[name].width) if values.ndim > 1 else flat
        fields.append(pyarrow.field(name, column.type, metadata={"unit": SCHEMA[name].unit, "description": SCHEMA[name].doc}))
        columns.append(column)
    schema = pyarrow.schema(fields, metadata={"chroma2": header(table)})
    parquet.write_table(pyarrow.Table.from_arrays(columns, schema=schema), path, compression="zstd")


def load_parquet(path: pathlib.Path) -> Table:
    read = needed("pyarrow.parquet", "parquet").read_table(path)
    columns = {}
    for name in read.column_names:
        if name in SCHEMA:
            column = read.column(name).combine_chunks()
            width = SCHEMA[name].width
            columns[name] = column.flatten().to_numpy().reshape(-1, width) if width > 1 else column.to_numpy()
    return table_of(columns, (read.schema.metadata or {}).get(b"chroma2", b"").decode(), path)


def save_root(path: pathlib.Path, table: Table) -> None:
    with needed("uproot", "root").recreate(path) as file:
        file["chroma2"] = header(table)
        file.mktree(TREE, {name: (values.dtype, values.shape[1:]) if values.ndim > 1 else values.dtype
                           for name, values in table.items()})
        if len(table):
            file[TREE].extend(dict(table.items()))


def load_root(path: pathlib.Path) -> Table:
    with needed("uproot", "root").open(path) as file:
        tree = file[TREE] if TREE in file else next(
            (file[key] for key, kind in file.classnames().items() if kind in ("TTree", "ROOT::RNTuple")), None)
        if tree is None:
            raise ValueError(f"{path} has no tree")
        columns = {name: tree[name].array(library="np") for name in tree.keys() if name in SCHEMA}
        return table_of(columns, str(file["chroma2"]) if "chroma2" in file else None, path)


FORMATS: dict[str, tuple[Callable[[pathlib.Path, Table], None], Callable[[pathlib.Path], Table]]] = {
    ".npz": (save_npz, load_npz), ".h5": (save_hdf5, load_hdf5), ".hdf5": (save_hdf5, load_hdf5),
    ".parquet": (save_parquet, load_parquet), ".root": (save_root, load_root),
}


def _format(path: str | os.PathLike[str]) -> tuple[pathlib.Path, Any]:
    found = path_of("path", path)
    if found.suffix not in FORMATS:
        raise ValueError(f"{found}: the end of its name says no format; it has to be one of {', '.join(FORMATS)}")
    return found, FORMATS[found.suffix]


def check_name(path: str | os.PathLike[str]) -> None:
    """ValueError where the end of a name says no format."""
    _format(path)


def beside(target: pathlib.Path) -> pathlib.Path:
    """Where this process puts what is to become a file: no other one, on any machine, writes there."""
    return target.with_name(f".{target.stem}.{host()}.{os.getpid()}{target.suffix}")


def remove_left(target: pathlib.Path) -> None:
    """Removes what processes of this machine have put there and that were killed before it was complete."""
    for left in target.parent.glob(glob.escape(f".{target.stem}.{host()}.") + "*" + glob.escape(target.suffix)):
        pid = left.name.removesuffix(target.suffix).rpartition(".")[2]
        if pid.isdecimal() and not alive(int(pid)):
            left.unlink(missing_ok=True)


def save(path: str | os.PathLike[str], columns: Any, about: dict[str, Any] | None = None) -> Table:
    """Writes Hits, EndStates, a Table or a mapping of arrays to a file, whose end says its format: .npz, .h5, .hdf5, .parquet or
    .root. `about`: what is known of the run. The file appears when it is complete; one of that name is replaced. What was written."""
    target, (write, _) = _format(path)
    table = Table(columns, about=about)
    part = beside(target)
    try:
        write(part, table)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    return table


def load(path: str | os.PathLike[str]) -> Table:
    """The Table of a file, of this package or of another program that names columns so: "time", "wavelength", "position", ...
    in mm, ns and nm."""
    found, (_, read) = _format(path)
    table: Table = read(found)
    return table


SUMMARY = [name for name, *_ in _c.Summary._fields_ if name != "struct_size"]


def save_summaries(path: str | os.PathLike[str], summaries: list[_c.Summary]) -> None:
    """Writes summaries, one a row, with the columns of Summary; formats as of save()."""
    target, _ = _format(path)
    columns = {name: np.array([one[name] for one in summaries],
                              np.float64 if name.endswith("weight") else np.uint64) for name in SUMMARY}
    if target.suffix == ".npz":
        with open(target, "wb") as file:
            np.savez(file, **columns)  # type: ignore[arg-type]
    elif target.suffix == ".parquet":
        needed("pyarrow.parquet", "parquet").write_table(needed("pyarrow", "parquet").table(columns), target)
    elif target.suffix == ".root":
        with needed("uproot", "root").recreate(target) as file:
            file.mktree("summaries", {name: values.dtype for name, values in columns.items()})
            if summaries:
                file["summaries"].extend(columns)
    else:
        with needed("h5py", "hdf5").File(target, "w") as file:
            for name, values in columns.items():
                file[name] = values


def load_summaries(path: str | os.PathLike[str]) -> list[_c.Summary]:
    """The summaries of such a file."""
    found, _ = _format(path)
    columns: dict[str, Any]
    if found.suffix == ".npz":
        with np.load(found, allow_pickle=False) as file:
            columns = {name: file[name] for name in file.files}
    elif found.suffix == ".parquet":
        read = needed("pyarrow.parquet", "parquet").read_table(found)
        columns = {name: read.column(name).to_numpy() for name in read.column_names}
    elif found.suffix == ".root":
        with needed("uproot", "root").open(found) as file:
            columns = dict(file["summaries"].arrays(library="np"))
    else:
        with needed("h5py", "hdf5").File(found, "r") as file:
            columns = {name: file[name][:] for name in file}
    unknown_one = next((name for name in columns if name not in SUMMARY), None)
    if unknown_one is not None:
        raise ValueError(f"{found}: " + unknown("a summary", unknown_one, SUMMARY))
    count = len(next(iter(columns.values()), []))
    return [_c.Summary(**{name: values[row].item() for name, values in columns.items()}) for row in range(count)]
