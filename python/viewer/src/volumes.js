// The list of volumes: a box for each mesh, the most frequent first, and a field that finds some by their names.

const get = (id) => document.getElementById(id);

// `given`: the entries of Faces; `changed` is called after a change.
export function volumes(given, changed) {
  const entries = [...given].sort((a, b) => b.placed.instances.length - a.placed.instances.length);
  get("volumes-count").textContent = entries.length;
  const rows = entries.map(({ placed, group }) => {
    const row = document.createElement("label"), box = document.createElement("input"), dot = document.createElement("i");
    box.type = "checkbox";
    box.checked = group.visible;
    const color = placed.parts[0]?.color || [0.5, 0.5, 0.5];
    dot.style.background = `rgb(${color.slice(0, 3).map((c) => Math.round(255 * c)).join(",")})`;
    const number = placed.instances.length > 1 ? ` \u00d7 ${placed.instances.length}` : "";
    row.append(box, dot, document.createTextNode(placed.name + number));
    row.title = placed.parts.map((part) => part.name).join(", ");
    box.addEventListener("change", () => {
      group.visible = box.checked;
      changed();
    });
    get("volumes").append(row);
    return { row, box, group, name: placed.name.toLowerCase() };
  });
  get("find").addEventListener("input", () => {
    for (const { row, name } of rows) row.hidden = !name.includes(get("find").value.toLowerCase());
  });
  for (const [id, shown] of [["all", true], ["none", false]])
    get(id).addEventListener("click", () => {
      for (const { row, box, group } of rows) if (!row.hidden) group.visible = box.checked = shown;
      changed();
    });
}
