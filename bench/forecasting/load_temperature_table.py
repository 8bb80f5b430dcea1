"""Prints the table of bench/load-temperature: errors with predicted temperature over those without."""

import json
import math
import sys
from pathlib import Path

MOST_WORSE = 1.005
work, *series = sys.argv[1:]


def mae(name, variant):
    return json.loads((Path(work) / f"{name}.{variant}.json").read_text(encoding="utf-8"))["mae"]


seeds = sorted(int(p.name.split(".")[1][4:]) for p in Path(work).glob(f"{series[0]}.seed*.json"))
print("MAE of the last 20 % over that without temperature; mean of the seeds, each seed, true temperature (a bound)")
print(f"{'series':20}{'without':>12}{'predicted':>11}{'':3}{'seeds':{8 * len(seeds)}}{'truth':>8}")
means, truths, worse = [], [], []
for name in series:
    plain = mae(name, "without")
    ratios = [mae(name, f"seed{seed}") / plain for seed in seeds]
    truths.append(mae(name, "truth") / plain)
    means.append(sum(ratios) / len(ratios))
    if max(ratios) > MOST_WORSE:
        worse.append(f"{name} {100 * (max(ratios) - 1):+.1f} %")
    print(f"{name:20}{plain:12.5g}{means[-1]:11.4f}   " + "".join(f"{ratio:8.4f}" for ratio in ratios)
          + f"{truths[-1]:8.4f}")


def geometric(values):
    return math.exp(sum(map(math.log, values)) / len(values))


reached = geometric(means)
print(f"geometric mean      {'':12}{reached:11.4f}   {'':{8 * len(seeds)}}{geometric(truths):8.4f}")
print(f"goal: mean below 1: {'met' if reached < 1 else 'MISSED'}")
print(f"goal: no series more than 0.5 % worse with any seed: {'MISSED: ' + ', '.join(worse) if worse else 'met'}")
sys.exit(0 if reached < 1 and not worse else 1)
