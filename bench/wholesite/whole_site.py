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

import highspy

GAP = 1e-3
SOLVE_S = 60
MOST_UNDECIDED = 3
# A band's share that grid steps may miss. Beyond it a plan breaks comfort, unless the program does so at that site too.
COMFORT_SHARE = 0.005
# (median, worst) loss in per cent of the reference bill, without and with a demand charge.
GOALS = {False: (0.8, 4.0), True: (1.2, 8.0)}
INF = highspy.kHighsInf


def keeps(pump, hours):
    return math.exp(-pump["loss_per_hour"] * hours)


def left_per_kwh(case):
    """Value of a stored kWh at the end: of the battery, and of heat, as a first plan values them."""
    later = max(0, min(case["import_per_kwh"]))
    battery = case.get("battery")
    kept = min(later, 0.97 * battery["efficiency_each_way"] * max(case["import_per_kwh"])) if battery else 0
    pump = case.get("pump")
    return kept, later / pump["heat_per_kwh"][-1] if pump else 0


class Program:
    """The site as a mixed-integer program."""

    def __init__(self, case):
        self.case = case
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("mip_rel_gap", GAP)
        self.highs.setOptionValue("time_limit", float(SOLVE_S))
        self.highs.setOptionValue("threads", 1)
        self.offset = 0.0
        self.count = 0
        self.battery_kw, self.car_kw, self.pump_kw, self.runs = [], [], [], []
        self.curtailed = []
        self.build()

    def column(self, low, high, cost=0.0, whole=False):
        self.highs.addVar(low, high)
        self.highs.changeColCost(self.count, cost)
        if whole:
            self.highs.changeColIntegrality(self.count, highspy.HighsVarType.kInteger)
        self.count += 1
        return self.count - 1

    def row(self, low, high, terms):
        self.highs.addRow(low, high, len(terms), [t[0] for t in terms], [t[1] for t in terms])

    def build(self):
        case, hours = self.case, self.case["slot_h"]
        slots = range(case["slots"])
        bus = [[] for _ in slots]
        imports = []
        for k in slots:
            imports.append(self.column(0, case["import_limit_kw"], case["import_per_kwh"][k] * hours))
            export = self.column(0, case["export_limit_kw"], -case["export_per_kwh"][k] * hours)
            self.curtailed.append(self.column(0, case["pv_kw"][k]))
            bus[k] += [(imports[k], 1), (export, -1), (self.curtailed[k], -1)]
        if case["demand_per_kw"] > 0:
            peak = self.column(case["peak_so_far_kw"], INF, case["demand_per_kw"])
            self.offset -= case["demand_per_kw"] * case["peak_so_far_kw"]
            for k in slots:
                self.row(-INF, 0, [(imports[k], 1), (peak, -1)])
        if "battery" in case:
            self.battery(case["battery"], bus)
        if "car" in case:
            self.car(case["car"], bus)
        if "pump" in case:
            self.pump(case["pump"], bus)
        for k in slots:
            net = case["load_kw"][k] - case["pv_kw"][k]
            self.row(net, net, bus[k])

    def battery(self, battery, bus):
        hours, worth = self.case["slot_h"], left_per_kwh(self.case)[0]
        wear = battery["wear_per_kwh_each_way"] * hours
        before = None
        for k in range(self.case["slots"]):
            charge = self.column(0, battery["charge_kw"], wear)
            discharge = self.column(0, battery["discharge_kw"], wear)
            energy = self.column(battery["least_kwh"], battery["most_kwh"])
            gain = battery["efficiency_each_way"] * hours
            loss = hours / battery["efficiency_each_way"]
            terms = [(energy, 1), (charge, -gain), (discharge, loss)]
            start = battery["stored_kwh"] if before is None else 0
            self.row(start, start, terms if before is None else terms + [(before, -1)])
            if self.case["import_per_kwh"][k] < 0:
                # Burning energy in both directions at once pays here and is impossible.
                charges = self.column(0, 1, 0, True)
                self.row(-INF, 0, [(charge, 1), (charges, -battery["charge_kw"])])
                most = battery["discharge_kw"]
                self.row(-INF, most, [(discharge, 1), (charges, most)])
            bus[k] += [(charge, -1), (discharge, 1)]
            self.battery_kw.append((charge, discharge))
            before = energy
        self.highs.changeColCost(before, -worth)
        self.offset += worth * battery["stored_kwh"]

    def car(self, car, bus):
        hours = self.case["slot_h"]
        short = self.column(0, car["missing_kwh"], car["short_per_kwh"])
        charged = [(short, 1)]
        for k in range(min(car["leaves_at_slot"], self.case["slots"])):
            power = self.column(0, car["most_kw"])
            charged.append((power, hours * car["efficiency"]))
            bus[k].append((power, -1))
            self.car_kw.append(power)
        self.row(car["missing_kwh"], car["missing_kwh"], charged)

    def pump(self, pump, bus):
        hours, worth = self.case["slot_h"], left_per_kwh(self.case)[1]
        keep = keeps(pump, hours)
        price = pump["outside_per_kwh_hour"] * hours
        bound = pump["least_run_slots"] > 1 or pump["least_pause_slots"] > 1
        before = None
        for k in range(self.case["slots"]):
            power = self.column(0, pump["most_kw"])
            if "levels_kw" in pump:
                levels = [self.column(0, 1, 0, True) for _ in pump["levels_kw"]]
                self.row(0, 0, [(power, 1)] + [(c, -kw) for c, kw in zip(levels, pump["levels_kw"])])
                self.row(-INF, 1, [(c, 1) for c in levels])
                on = levels
            elif bound:
                on = [self.column(0, 1, 0, True)]
                self.row(-INF, 0, [(power, 1), (on[0], -pump["most_kw"])])
                self.row(0, INF, [(power, 1), (on[0], -pump["least_kw"])])
            else:
                on = []
            self.runs.append(on)
            heat = self.column(-INF, INF)
            terms = [(heat, 1), (power, -pump["heat_per_kwh"][k] * hours * keep)]
            start = -pump["demand_kw"][k] * hours + (keep * pump["stored_kwh"] if before is None else 0)
            self.row(start, start, terms if before is None else terms + [(before, -keep)])
            self.row(0, INF, [(heat, 1), (self.column(0, INF, price), 1)])
            self.row(-INF, pump["band_kwh"], [(heat, 1), (self.column(0, INF, price), -1)])
            bus[k].append((power, -1))
            self.pump_kw.append(power)
            before = heat
        self.highs.changeColCost(before, -worth)
        self.offset += worth * pump["stored_kwh"]
        if bound:
            self.commit(self.runs, pump)

    def commit(self, runs, pump):
        """Least runs and pauses; the pump has been off for long when the plan begins."""
        starts = []
        for k, on in enumerate(runs):
            start, stop = self.column(0, 1), self.column(0, 1)
            starts.append((start, stop))
            before = [(c, -1) for c in runs[k - 1]] if k > 0 else []
            self.row(0, 0, [(c, 1) for c in on] + before + [(start, -1), (stop, 1)])
            since = range(max(0, k - pump["least_run_slots"] + 1), k + 1)
            self.row(0, INF, [(c, 1) for c in on] + [(starts[j][0], -1) for j in since])
            since = range(max(0, k - pump["least_pause_slots"] + 1), k + 1)
            self.row(-INF, 1, [(c, 1) for c in on] + [(starts[j][1], 1) for j in since])

    def start(self, pump_kw):
        """Begins the search with a pump's course, which is possible and often good."""
        columns, values = [], []
        for on, kw in zip(self.runs, pump_kw):
            levels = self.case["pump"].get("levels_kw", [kw])
            columns += on
            values += [1.0 if kw > 1e-4 and abs(kw - level) < 1e-4 else 0.0 for level in levels[: len(on)]]
        if columns:
            self.highs.setSolution(len(columns), columns, values)

    def solve(self, usual):
        """Powers by slot; and whether the gap was reached: 0.1 % of the optimum or of the usual bill."""
        self.highs.setOptionValue("mip_abs_gap", GAP * abs(usual))
        self.highs.changeObjectiveOffset(self.offset)
        self.highs.run()
        info = self.highs.getInfo()
        values = self.highs.getSolution().col_value
        if not values or not math.isfinite(info.objective_function_value):
            return None, False
        decided = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        decided |= info.objective_function_value - info.mip_dual_bound <= GAP * abs(usual)
        slots = self.case["slots"]
        at = lambda column: values[column]
        powers = {
            "battery_kw": [at(d) - at(c) for c, d in self.battery_kw] or [0.0] * slots,
            "car_kw": [at(c) for c in self.car_kw] + [0.0] * (slots - len(self.car_kw)),
            "pump_kw": [at(c) for c in self.pump_kw] or [0.0] * slots,
            "curtailed_kw": [at(c) for c in self.curtailed],
        }
        return powers, decided


def heat_course(case, pump_kw):
    """Heat at each slot's end, kWh above the lower end of the band."""
    pump, hours = case["pump"], case["slot_h"]
    stored, course = pump["stored_kwh"], []
    for k in range(case["slots"]):
        heated = pump_kw[k] * hours * pump["heat_per_kwh"][k]
        stored = (stored + heated) * keeps(pump, hours) - pump["demand_kw"][k] * hours
        course.append(stored)
    return course


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
        program = Program(case)
        program.start(plan["pump_kw"])
        powers, decided = program.solve(usual)
        known.write_text(json.dumps({"powers": powers, "decided": decided}), encoding="utf-8")
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
