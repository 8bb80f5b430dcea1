"""Checks that the forecasts of each feeder in a file of FeederJob are the sums of those of its sites."""

import csv
import sys

sums, feeders = {}, {}
with open(sys.argv[1], encoding="utf-8", newline="") as lines:
    for row in csv.DictReader(lines):
        key, value = (row["feeder"], row["at"]), float(row["reconciled_w"])
        if row["node"] == row["feeder"]:
            feeders[key] = value
        else:
            sums[key] = sums.get(key, 0) + value
gap = max((abs(sums[key] - value) / max(1, abs(value)) for key, value in feeders.items()), default=1)
names = {feeder for feeder, _ in feeders}
print(f"{len(names)} feeders forecast, {len(feeders)} quarter hours, largest gap to the sum of the sites {gap:.1e}")
sys.exit(1 if gap > 1e-9 else 0)
