"""Copies a series with a predicted temperature made from the measured one, for series without recorded predictions.

The error is a stationary AR(1) process of mean 0. Its standard deviation is that of a prediction for 24 hours ahead,
for every lead: nearer slots get no better one. From hour to hour it keeps 95 %. A seed gives the same errors again.
"""

import csv
import gzip
import math
import random
import sys
from datetime import datetime

HOUR_CORRELATION = 0.95

source, target, deviation_k, seed = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
with gzip.open(source, "rt", encoding="utf-8") as text:
    names, *rows = list(csv.reader(text))
times = [datetime.fromisoformat(row[0].replace("Z", "+00:00")) for row in rows[:2]]
kept = HOUR_CORRELATION ** ((times[1] - times[0]).total_seconds() / 3600)
column = names.index("temp_c")
noise = random.Random(seed)
error = noise.gauss(0, deviation_k)
with gzip.open(target, "wt", encoding="utf-8") as text:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*names, "nwp_temp_c"])
    for row in rows:
        writer.writerow([*row, f"{float(row[column]) + error:.2f}" if row[column] else ""])
        error = kept * error + math.sqrt(1 - kept * kept) * noise.gauss(0, deviation_k)
