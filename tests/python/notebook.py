"""Runs examples_py/story.ipynb without Jupyter: its cells one after another, and what notebooks would show of each one's last line.
`make test-notebook` runs it with Jupyter."""

import ast
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "python"))
from ended import ended  # noqa: E402

SHOWN = ("_repr_html_", "_repr_png_")


def show(value):
    """How a notebook shows a value: the kind, and how long that is."""
    for name in SHOWN:
        made = getattr(value, name, lambda: None)()
        if made is not None:
            return name, len(made)
    if type(value).__name__ == "Figure":
        value.canvas.draw()
        return "figure", len(value.axes)
    return "text", len(repr(value))


def run(path):
    notebook = json.loads(path.read_text("utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells), "outputs are not kept in the repository"
    names, shown = {"__name__": "__main__"}, []
    for number, cell in enumerate(cells):
        text = "".join(line if not line.startswith("%") else "\n" for line in cell["source"])
        name = f"{path.name}, cell {number}"
        tree = ast.parse(text, name)
        last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, name, "exec"), names)
        if last is not None:
            value = eval(compile(last, name, "eval"), names)
            if value is not None:
                shown.append(show(value))
    return names, shown


os.chdir(ROOT / "examples_py")
names, shown = run(pathlib.Path("story.ipynb"))
kinds = [kind for kind, _ in shown]
assert kinds.count("_repr_html_") == 2 and kinds.count("figure") == 2, shown
assert abs(names["residuals"].mean()) < 1 and len(set(names["digests"].values())) == 1
assert len(names["scintillation"].hits()) > 500
names.clear()
ended(globals())
print("the notebook tells its story")
