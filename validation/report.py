"""Tables of what was compared, for terminals and for docs/validation.md."""

import math

from .compare import LEAST


def number(p):
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1e}"


def verdict(compared, row):
    if row.result.probability >= LEAST:
        return ""
    return "explained" if row.name.removesuffix(", mean") in compared.case.explained else "DISAGREE"


def lines(compared):
    """A block of text of one case."""
    text = [f"{compared.scene}: {compared.case.name}"]
    text[0] += f"   ({compared.photons[0]} photons, Geant4 {compared.photons[1]})"
    for row in compared.rows:
        result = row.result
        text.append(f"    {row.name:32} chi2 {result.chi_square:9.1f} / {result.freedom:<4} p {number(result.probability):8}"
                    f" {result.deviation:+6.1f} sigma at {result.where}  {verdict(compared, row)}")
    for form in compared.forms:
        ours, theirs = form.ours, form.theirs
        text.append(f"    {form.name:32} {form.expected:.5f}: {ours[0]:.5f} +- {ours[1]:.5f} p {number(ours[3])}, "
                    f"Geant4 {theirs[0]:.5f} +- {theirs[1]:.5f} p {number(theirs[3])}" + ("  WRONG" if ours[3] < LEAST else ""))
    if compared.medium_changes:
        text.append(f"    {compared.medium_changes} legs began in one material and ended in another")
    return "\n".join(text)


def summary(results):
    rows = [row for result in results for row in result.rows
            if row.name.removesuffix(", mean") not in result.case.explained]
    explained = sum(verdict(result, row) == "explained" for result in results for row in result.rows)
    failed = [f"{result.scene}, {result.case.name}: {', '.join(result.failures)}" for result in results if result.failures]
    low = sum(LEAST <= row.result.probability < 0.01 for row in rows)
    text = [f"{len(results)} cases. Of {len(rows)} tests {low} have a p from 1e-4 to 0.01, where {len(rows) / 100:.0f} are "
            f"expected; {explained} others differ for a known reason."]
    return "\n".join(text + (["DISAGREE: " + line for line in failed] or ["No other differs."]))


def write(results, path):
    """The tables of docs/validation.md."""
    text = ["| scene | case | photons | probabilities | largest deviation |", "| --- | --- | --- | --- | --- |"]
    for result in results:
        probabilities = ", ".join(f"{row.name} {number(row.result.probability)}"
                                  + (" (explained)" if verdict(result, row) == "explained" else "") for row in result.rows)
        worst = max(result.rows, key=lambda row: abs(row.result.deviation) if math.isfinite(row.result.deviation) else 1e9)
        text.append(f"| {result.scene} | {result.case.name} | {result.photons[0]:.1e}, {result.photons[1]:.1e} | {probabilities} | "
                    f"{worst.result.deviation:+.1f} sigma, {worst.name}, {worst.result.where} |")
    text += ["", "| case | closed form | value | libchroma2 | Geant4 |", "| --- | --- | --- | --- | --- |"]
    for result in results:
        for form in result.forms:
            sides = [f"{mean:.5f} ± {sigma:.5f}" for mean, sigma, *_ in (form.ours, form.theirs)]
            text.append(f"| {result.scene}, {result.case.name} | {form.name} | {form.expected:.5f} | {sides[0]} | {sides[1]} |")
    text += ["", summary(results)]
    with open(path, "w") as file:
        file.write("\n".join(text) + "\n")
