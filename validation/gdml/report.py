"""Tables of what was compared."""

import math


def number(p):
    return f"{p:.2f}" if p >= 0.01 else f"{p:.1e}"


def lines(compared):
    """A block of text of one source."""
    text = [f"{compared.file}: {compared.source}   ({compared.photons[0]} ends, Geant4 {compared.photons[1]})"]
    for name, result in compared.rows:
        text.append(f"    {name:40} chi2 {result.chi_square:9.1f} / {result.freedom:<4} p {number(result.probability):8}"
                    f" {result.deviation:+6.1f} sigma at {result.where}  {compared.verdict(name, result)}")
    return "\n".join(text)


def summary(results):
    tests = [result.probability for compared in results for _, result in compared.rows if result.freedom]
    failed = [f"{each.file}, {each.source}: {', '.join(each.failures)}" for each in results if each.failures]
    low = sum(p < 0.01 for p in tests)
    text = [f"{len(results)} sources, {len(tests)} tests: {low} have a p below 0.01; {len(tests) / 100:.0f} are expected."]
    return "\n".join(text + (["DISAGREE: " + line for line in failed] or ["No other differs."]))


def write(results, path):
    """The table of docs/validation.md."""
    text = ["| file | light | ends | probabilities | largest deviation |", "| --- | --- | --- | --- | --- |"]
    for each in results:
        probabilities = ", ".join(f"{name} {number(result.probability)}"
                                  + (" (explained)" if each.verdict(name, result) == "explained" else "")
                                  for name, result in each.rows)
        name, worst = max(each.rows, key=lambda row: abs(row[1].deviation) if math.isfinite(row[1].deviation) else 1e9)
        text.append(f"| {each.file} | {each.source} | {each.photons[0]:.1e}, {each.photons[1]:.1e} | {probabilities} | "
                    f"{worst.deviation:+.1f} sigma, {name}, {worst.where} |")
    with open(path, "w") as file:
        file.write("\n".join(text + ["", summary(results)]) + "\n")
