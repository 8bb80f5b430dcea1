"""Compares the job's results with those of the single-site command: each step to the bit, sums as the command prints
them."""

import csv
import hashlib
import json
import math
import pathlib
import sys

with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    job = {row["site"]: row for row in csv.DictReader(lines)}
NAMES = {
    "steps": "steps",
    "cost": "cost",
    "ruleCost": "rule_cost",
    "unservedKwh": "unserved_kwh",
    "shedKwh": "shed_kwh",
    "evShortKwh": "ev_short_kwh",
}


def printed(value):
    """A number as the command's JSON has it: three decimals, halves upwards."""
    return math.floor(float(value) * 1000 + 0.5) / 1000


differ = 0
compared = sorted(pathlib.Path(sys.argv[2]).glob("*.json"))
for file in compared:
    alone, row = json.loads(file.read_text(encoding="utf-8")), job[file.stem]
    other = [ours for ours, theirs in NAMES.items() if alone[ours] != printed(row[theirs])]
    if hashlib.sha256(file.with_suffix(".csv").read_bytes()).hexdigest() != row["steps_sha256"]:
        other.append("a step")
    differ += bool(other)
    verdict = "OTHER: " + ", ".join(other) if other else "the same by the command"
    print(f"{file.stem}: cost {row['cost']}, rules {row['rule_cost']}: {verdict}")
print(f"{len(compared)} sites compared, {differ} differ")
sys.exit(1 if differ or not compared else 0)
