"""Solves and bills the cases that WholeSiteBench wrote. See bench/whole-site.

Each plan is billed again from its own powers: energy, wear, demand charge, heat outside the comfort band,
energy that the car lacks, less what is stored more than at the start. The mixed-integer program minimises the
same bill. Units: kW, kWh, hours, EUR.
"""

import csv
import json
import math
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from site_modes import Search
from site_program import GAP, heat_course, keeps, left_per_kwh

# Processor time of a program, so that it does not depend on what else the machine does.
SOLVE_S = 60
MOST_UNDECIDED = 3
# A band's share that grid steps may miss. Beyond it a plan breaks comfort, unless the program does so at that site too.
COMFORT_SHARE = 0.005
# (median, worst) loss in per cent of the reference bill, without and with a demand charge.
GOALS = {False: (0.5, 4.0), True: (0.5, 4.0)}


def outside(case, powers):
    """By slot, heat outside the band, kWh."""
    if "pump" not in case:
        return []
    return [max(0, -h, h - case["pump"]["band_kwh"]) for h in heat_course(case, powers["pump_kw"])]


def bill(case, powers):
    """The bill of a course of powers, EUR; and what makes it impossible."""
    hours, faults, total = case["slot_h"], [], 0.0
    peak = case["peak_so_far_kw"]
    for k in range(case["slots"]):
        curtailed = powers["curtailed_kw"][k]
        if not -1e-6 <= curtailed <= case["pv_kw"][k] + 1e-6:
            faults.append(f"slot {k}: curtails {curtailed:.3f} of {case['pv_kw'][k]:.3f} kW")
        grid = case["load_kw"][k] - case["pv_kw"][k] + curtailed
        grid += powers["car_kw"][k] + powers["pump_kw"][k] - powers["battery_kw"][k]
        price = case["import_per_kwh"][k] if grid > 0 else case["export_per_kwh"][k]
        beyond = max(0, grid - case["import_limit_kw"], -grid - case["export_limit_kw"])
        total += (price * grid + beyond * case["beyond_limit_per_kwh"]) * hours
        peak = max(peak, grid)
    total += case["demand_per_kw"] * (peak - case["peak_so_far_kw"])
    worth = left_per_kwh(case)
    if "battery" in case:
        battery = case["battery"]
        energy = battery["stored_kwh"]
        for k, kw in enumerate(powers["battery_kw"]):
            total += battery["wear_per_kwh_each_way"] * abs(kw) * hours
            efficiency = battery["efficiency_each_way"]
            energy -= kw * hours / efficiency if kw > 0 else kw * hours * efficiency
            if not battery["least_kwh"] - 1e-3 <= energy <= battery["most_kwh"] + 1e-3:
                faults.append(f"slot {k}: battery at {energy:.3f} kWh")
            if not -battery["charge_kw"] - 1e-6 <= kw <= battery["discharge_kw"] + 1e-6:
                faults.append(f"slot {k}: battery power {kw:.3f} kW")
        total -= worth[0] * (energy - battery["stored_kwh"])
    if "car" in case:
        car = case["car"]
        charged = sum(powers["car_kw"][: car["leaves_at_slot"]]) * hours * car["efficiency"]
        total += max(0, car["missing_kwh"] - charged) * car["short_per_kwh"]
        if sum(powers["car_kw"][car["leaves_at_slot"] :]) > 1e-6:
            faults.append("car charges after it left")
        if charged > car["missing_kwh"] + 0.01:
            faults.append(f"car charged {charged - car['missing_kwh']:.3f} kWh too much")
        if max(powers["car_kw"]) > car["most_kw"] + 1e-6 or min(powers["car_kw"]) < -1e-6:
            faults.append("car power out of range")
    if "pump" in case:
        pump = case["pump"]
        total += sum(outside(case, powers)) * hours * pump["outside_per_kwh_hour"]
        total -= worth[1] * (heat_course(case, powers["pump_kw"])[-1] - pump["stored_kwh"])
        faults += pump_faults(pump, powers["pump_kw"])
    return total, peak, faults


def pump_faults(pump, kws):
    faults = []
    bound = pump["least_run_slots"] > 1 or pump["least_pause_slots"] > 1
    for k, kw in enumerate(kws):
        if "levels_kw" in pump:
            good = any(abs(kw - level) < 1e-4 for level in [0.0] + pump["levels_kw"])
        else:
            least = pump["least_kw"] if bound else 0
            good = abs(kw) < 1e-4 or least - 1e-4 <= kw <= pump["most_kw"] + 1e-4
        if not good:
            faults.append(f"slot {k}: pump at {kw:.3f} kW")
    if bound:
        runs = [kw > 1e-4 for kw in kws]
        changes = [0] + [k for k in range(1, len(runs)) if runs[k] != runs[k - 1]] + [len(runs)]
        for first, end in zip(changes, changes[1:]):
            least = pump["least_run_slots" if runs[first] else "least_pause_slots"]
            inside = end < len(runs) and (first > 0 or runs[0])
            if inside and end - first < least:
                faults.append(f"slot {first}: pump {'runs' if runs[first] else 'pauses'} {end - first} slots")
    return faults


def reference(case):
    """Powers with the car at once, the pump by thermostat and the battery idle."""
    slots, hours = case["slots"], case["slot_h"]
    car_kw, pump_kw, curtailed = [0.0] * slots, [0.0] * slots, [0.0] * slots
    if "pump" in case:
        pump_kw = thermostat(case)
    missing = case["car"]["missing_kwh"] if "car" in case else 0
    for k in range(slots):
        net = case["load_kw"][k] - case["pv_kw"][k] + pump_kw[k]
        if missing > 0 and k < case["car"]["leaves_at_slot"]:
            efficiency = case["car"]["efficiency"]
            room = max(0, case["import_limit_kw"] - net)
            car_kw[k] = min(case["car"]["most_kw"], room, missing / hours / efficiency)
            missing -= car_kw[k] * hours * efficiency
        surplus = max(0, -net - car_kw[k])
        sells = case["export_limit_kw"] if case["export_per_kwh"][k] >= 0 else 0
        curtailed[k] = max(0, surplus - sells)
    return {"battery_kw": [0.0] * slots, "car_kw": car_kw, "pump_kw": pump_kw, "curtailed_kw": curtailed}


def thermostat(case):
    """Full power from 10 % of the band up to 40 %, with the pump's least runs and pauses."""
    pump, hours = case["pump"], case["slot_h"]
    stored, runs, since, powers = pump["stored_kwh"], False, 1000, []
    for k in range(case["slots"]):
        wanted = stored < 0.4 * pump["band_kwh"] if runs else stored < 0.1 * pump["band_kwh"]
        least = pump["least_run_slots"] if runs else pump["least_pause_slots"]
        if wanted != runs and since >= least:
            runs, since = wanted, 0
        since += 1
        powers.append(pump["most_kw"] if runs else 0.0)
        heated = powers[-1] * hours * pump["heat_per_kwh"][k]
        stored = (stored + heated) * keeps(pump, hours) - pump["demand_kw"][k] * hours
    return powers


def read_plan(file):
    with open(file, newline="", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    return {name: [float(row[name]) for row in rows] for name in rows[0] if name != "slot"}


def judge(folder):
    """A case's figures."""
    folder = Path(folder)
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    known = folder / "optimum.json"
    began = time.process_time()
    plan = read_plan(folder / "plan.csv")
    ours, our_peak, faults = bill(case, plan)
    usual = bill(case, reference(case))[0]
    if known.exists():
        solved = json.loads(known.read_text(encoding="utf-8"))
        powers, decided = solved["powers"], solved["decided"]
    else:
        solved = Search(case, plan["pump_kw"], GAP * abs(usual), began + SOLVE_S).solve()
        powers, decided = solved.powers, bool(solved.decided)
        kept = {"powers": powers, "decided": decided, "cost": float(solved.cost), "bound": float(solved.bound)}
        known.write_text(json.dumps(kept), encoding="utf-8")
    seconds = time.process_time() - began
    best, peak, wrong = bill(case, powers) if powers else (ours, our_peak, [])
    if wrong:
        raise AssertionError(f"{folder.name}: the program's own course is impossible: {wrong[0]}")
    tolerance = COMFORT_SHARE * case["pump"]["band_kwh"] if "pump" in case else 0
    kept = powers is not None and max(outside(case, powers), default=0) <= tolerance
    beyond = max(outside(case, plan), default=0)
    return {
        "name": folder.name,
        "parts": case["parts"],
        "demand": case["demand_per_kw"],
        "ours": ours,
        "best": best,
        "usual": usual,
        "peak": our_peak,
        "best_peak": peak,
        "loss": 100 * (ours - best) / abs(usual),
        "own": 100 * (ours - best) / max(1e-9, abs(best)),
        "faults": faults,
        "comfort": beyond if kept and beyond > tolerance else 0,
        "decided": decided,
        "seconds": seconds,
    }


def table(results):
    """Prints the losses by parts and demand charge; returns whether all goals are met."""
    good = True
    print("loss in % of the bill without control (car at once, thermostat, battery idle), and of the optimum's cost")
    print("parts              demand charge  sites   median  worst   of own: median  worst   comfort  impossible")
    for parts in sorted({r["parts"] for r in results}, key=lambda name: (-name.count("+"), name)):
        for charged in (False, True):
            rows = [r for r in results if r["parts"] == parts and (r["demand"] > 0) == charged and r["decided"]]
            if not rows:
                continue
            losses, own = [r["loss"] for r in rows], [r["own"] for r in rows]
            broken, faulty = sum(r["comfort"] > 0 for r in rows), sum(bool(r["faults"]) for r in rows)
            median, worst = statistics.median(losses), max(losses)
            met = median <= GOALS[charged][0] and worst <= GOALS[charged][1] and not broken and not faulty
            good &= met
            print(
                f"{parts:18s} {'with' if charged else 'without':13s} {len(rows):6d} {median:8.2f} {worst:6.2f}"
                f" {statistics.median(own):16.2f} {max(own):6.2f} {broken:9d} {faulty:11d}   {'met' if met else 'MISSED'}"
            )
    return good


def main(arguments):
    folder, details = Path(arguments[0]), "--details" in arguments
    names = sorted((p for p in folder.iterdir() if (p / "case.json").exists()), key=lambda p: p.name)
    with ProcessPoolExecutor() as pool:
        results = list(pool.map(judge, names))
    if details:
        for r in sorted(results, key=lambda row: -row["loss"]):
            print(
                f"{r['name']:20s} demand {r['demand']:4.1f}  ours {r['ours']:8.3f} best {r['best']:8.3f} usual {r['usual']:8.3f}"
                f"  loss {r['loss']:6.2f} %  own {r['own']:7.2f} %  peak {r['peak']:5.2f} / {r['best_peak']:5.2f} kW"
                f"  comfort {r['comfort']:.3f} {r['seconds']:5.1f} s {'; '.join(r['faults'][:2])}"
            )
    good = table(results)
    for r in results:
        for fault in r["faults"][:1]:
            print(f"impossible: {r['name']}: {fault}")
    undecided = [r["name"] for r in results if not r["decided"]]
    print(f"undecided within {SOLVE_S} s: {len(undecided)} of {len(results)} {' '.join(undecided)}")
    seeds = len({r["name"].split("-")[0] for r in results})
    few = len(undecided) <= MOST_UNDECIDED * max(1, len(results) / 60)
    print(f"{seeds} seeds, {sum(r['seconds'] for r in results):.0f} s of the solver")
    return 0 if good and few else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
