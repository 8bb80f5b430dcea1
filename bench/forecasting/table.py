"""Prints the table of bench/forecast from the JSON of each series, beside the reference's figures."""

import csv
import json
import math
import sys

from goals import print_goals

reference_file, work, protocol, *series = sys.argv[1:]
with open(reference_file, encoding="utf-8") as lines:
    reference = {row["series"]: row for row in csv.DictReader(lines)}

OURS = [("snd", "seasonalNaiveDay"), ("snw", "seasonalNaiveWeek"), ("avg4", "similarDay"), ("ridge", "ridge")]
results = {}
for name in series:
    stem = f"{work}/{name.replace('/', '_')}"
    with open(stem + ".json", encoding="utf-8") as text:
        results[name] = json.load(text)
    with open(stem + ".micros", encoding="utf-8") as text:
        results[name]["seconds"] = int(text.read()) / 1e6

if "tuning" in next(iter(results.values())):
    print("MAE on the tuning part over that of the better seasonal naive; the test part was not looked at")
    print(f"{'series':30}{'seasonal':>9}{'stack':>8}{'spiking':>8}  {'chosen':9}{'cover':>6}{'s':>6}")
    groups = {}
    for name, result in results.items():
        found = result["tuning"]
        ratios = [found[key] / found["naive"] for key in ("seasonal", "stack", "spiking")]
        for group in (name[name.index("/") + 1:], "all"):
            groups.setdefault(group, []).append(ratios)
        print(f"{name:30}{ratios[0]:9.4f}{ratios[1]:8.4f}{ratios[2]:8.4f}  {found['chosen']:9}"
              f"{found['coverage']:6.2f}{result['seconds']:6.1f}")
    for group, rows in groups.items():
        skills = [1 - math.exp(sum(map(math.log, column)) / len(rows)) for column in zip(*rows)]
        print(f"{'skill, ' + group:30}{skills[0]:9.4f}{skills[1]:8.4f}{skills[2]:8.4f}")
    sys.exit()


def all_scores(result):
    return {**result["baselines"], "published": result}


print("nMAE on the last 20 %; in brackets how far from the reference's own figure, in %")
print(f"{'series':30}" + "".join(f"{short:>16}" for short, _ in OURS)
      + f"{'stack':>8}{'ours':>8} |{'hgb':>7}{'mlp':>7}{'gru':>7}{'snn':>7}"
      + f" |{'cover':>6}{'open':>6}{'pinball':>8}{'spk/h':>6}{'µs':>6}{'s':>6}")
missed = []
for name, result in results.items():
    row = reference[name]
    line = f"{name:30}"
    for short, long in OURS:
        nmae = result["baselines"][long]["nmae"]
        off = 100 * (nmae / float(row[short]) - 1)
        line += f"{nmae:9.4f}({off:+5.1f})"
        if abs(off) > 1:
            missed.append(f"{name} {short} {off:+.1f} %")
    scale = result["nmae"] / result["mae"]
    model = result.get("model", {})
    hours = result["horizonSteps"] * result["stepMinutes"] / 60
    line += f"{result['baselines']['stack']['nmae']:8.4f}{result['nmae']:8.4f} |"
    line += "".join(f"{float(row[other]):7.4f}" for other in ("hgb", "mlp", "gru", "snn"))
    line += f" |{result['coverage']:6.2f}{result['openCoverage']:6.2f}{scale * result['pinball']:8.4f}"
    line += f"{model.get('spikesPerInference', 0) / hours:6.1f}{model.get('inferenceMicros', 0):6.0f}{result['seconds']:6.0f}"
    print(line)


def skill(names, method, measure):
    """1 - geometric mean of error / error of the better seasonal naive."""
    logs = []
    for name in names:
        scores = all_scores(results[name])
        naive = min(scores["seasonalNaiveDay"][measure], scores["seasonalNaiveWeek"][measure])
        logs.append(math.log(scores[method][measure] / naive))
    return 1 - math.exp(sum(logs) / len(logs))


def reference_skill(names, method):
    logs = []
    for name in names:
        row = reference[name]
        logs.append(math.log(float(row[method]) / min(float(row["snd"]), float(row["snw"]))))
    return 1 - math.exp(sum(logs) / len(logs))


groups = [
    ("loads", [name for name in results if name.endswith("/load")]),
    ("PV", [name for name in results if name.endswith("/pv")]),
    ("all", list(results)),
]
print("\nskill: 1 - geometric mean over the series of error / error of the better seasonal naive")
print(f"{'':12}{'ridge':>8}{'stack':>8}{'spiking':>8}{'ours':>8} |{'ridge':>7}{'hgb':>7}{'mlp':>7}{'gru':>7}{'snn':>7} (reference)")
for label, names in groups:
    if names:
        line = f"MAE  {label:7}" + "".join(f"{skill(names, m, 'mae'):8.4f}" for m in ("ridge", "stack", "spiking", "published"))
        line += " |" + "".join(f"{reference_skill(names, m):7.3f}" for m in ("ridge", "hgb", "mlp", "gru", "snn"))
        print(line)
for label, names in groups:
    if names:
        print(f"RMSE {label:7}" + "".join(f"{skill(names, m, 'rmse'):8.4f}" for m in ("ridge", "stack", "spiking", "published")))


def geometric(values):
    return math.exp(sum(map(math.log, values)) / len(values))


print("\nrelative to the seasonal naive of a day, geometric means: MASE; and the mean weighted quantile loss at three levels"
      "\n(0.1, 0.5, 0.9; it is no CRPS), beside its own value")
for label, names in groups:
    if names:
        mase = [results[n]["mae"] / results[n]["baselines"]["seasonalNaiveDay"]["mae"] for n in names]
        loss = [results[n]["weightedQuantileLoss"] for n in names]
        naive = [results[n]["baselines"]["seasonalNaiveDay"]["weightedQuantileLoss"] for n in names]
        print(f"{label:12}MASE {geometric(mase):.4f}   quantile loss {geometric([a / b for a, b in zip(loss, naive)]):.4f}"
              f"   {sum(loss) / len(loss):.4f}")

GOALS = {"frozen": 0.283, "online": 0.294}
print_goals(results)
if len(results) == len(reference):
    reached = skill(list(results), "published", "mae")
    print(f"skill of all series, {protocol}: {reached:.4f}, goal {GOALS[protocol]}")
count = len(results)
print(f"mean coverage {sum(r['coverage'] for r in results.values()) / count:.3f}, where the band is open "
      f"{sum(r['openCoverage'] for r in results.values()) / count:.3f}; "
      f"{sum(r['seconds'] for r in results.values()):.0f} s")
worse = []
for name, result in results.items():
    best = min(float(reference[name][m]) for m in ("ridge", "hgb", "mlp", "gru"))
    if result["nmae"] > 1.02 * best:
        worse.append(f"{name} {100 * (result['nmae'] / best - 1):+.1f} %")
print("more than 2 % worse than the best reference: " + (", ".join(worse) or "none"))
print("baselines more than 1 % from the reference: " + (", ".join(missed) or "none"))
