"""Writes sites for bench/analysis: stretches of recorded years, loads and PV scaled, drawn with a seed."""

import csv
import gzip
import json
import pathlib
import random
import sys

recorded, out, count, days, seed = sys.argv[1], pathlib.Path(sys.argv[2]), *map(int, sys.argv[3:])
draw = random.Random(seed)
# Scenarios with cars and jobs name steps of their year.
years = sorted(p for p in pathlib.Path(recorded).glob("mg*") if (p / "scenario.json").exists())
series = {}
for number in range(count):
    year = years[number % len(years)]
    scenario = json.loads((year / "scenario.json").read_text(encoding="utf-8"))
    if year not in series:
        with gzip.open(year / "series.csv.gz", "rt", encoding="utf-8", newline="") as lines:
            series[year] = list(csv.DictReader(lines))
    rows = series[year]
    steps = round(days * 24 / scenario["step_hours"])
    first = draw.randrange(len(rows) - steps + 1)
    factor = {"load_kw": draw.uniform(0.7, 1.0), "pv_kw": draw.uniform(0.7, 1.3)}
    site = out / f"site{number:03}"
    site.mkdir(parents=True)
    scenario.update(id=site.name, steps=steps)
    (site / "scenario.json").write_text(json.dumps(scenario), encoding="utf-8")
    with gzip.open(site / "series.csv.gz", "wt", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, rows[0].keys(), lineterminator="\n")
        table.writeheader()
        for step, row in enumerate(rows[first : first + steps]):
            scaled = {name: round(float(row[name]) * by, 4) for name, by in factor.items()}
            table.writerow({**row, **scaled, "step": step})
