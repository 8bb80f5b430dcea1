"""The site as a mixed-integer program, solved by HiGHS. Units: kW, kWh, hours, EUR."""

import math
import time
from dataclasses import dataclass

import highspy

GAP = 1e-3
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


def heat_course(case, pump_kw):
    """Heat at each slot's end, kWh above the lower end of the band."""
    pump, hours = case["pump"], case["slot_h"]
    stored, course = pump["stored_kwh"], []
    for k in range(case["slots"]):
        heated = pump_kw[k] * hours * pump["heat_per_kwh"][k]
        stored = (stored + heated) * keeps(pump, hours) - pump["demand_kw"][k] * hours
        course.append(stored)
    return course


class Program:
    """The site as a mixed-integer program.

    range_kw: bounds of the highest import, where it is charged; empty = from the highest so far up to the limit.
    """

    def __init__(self, case, range_kw=None):
        self.case = case
        self.range_kw = range_kw or peak_range(case)
        self.highs = highspy.Highs()
        self.highs.setOptionValue("output_flag", False)
        self.highs.setOptionValue("mip_rel_gap", GAP)
        self.highs.setOptionValue("threads", 1)
        self.offset = 0.0
        self.count = 0
        self.whole = False
        self.battery_kw, self.car_kw, self.pump_kw, self.runs = [], [], [], []
        self.imports, self.exports, self.curtailed = [], [], []
        self.heat, self.outside = [], []
        self.peak = None
        self.build()

    def column(self, low, high, cost=0.0, whole=False):
        self.highs.addVar(low, high)
        self.highs.changeColCost(self.count, cost)
        if whole:
            self.whole = True
            self.highs.changeColIntegrality(self.count, highspy.HighsVarType.kInteger)
        self.count += 1
        return self.count - 1

    def row(self, low, high, terms):
        self.highs.addRow(low, high, len(terms), [t[0] for t in terms], [t[1] for t in terms])

    def build(self):
        case = self.case
        bus = [[] for _ in range(case["slots"])]
        self.grid(bus)
        for k in range(case["slots"] if self.peak is not None else 0):
            self.row(-INF, 0, [(self.imports[k], 1), (self.peak, -1)])
        if "battery" in case:
            self.battery(case["battery"], bus)
        if "car" in case:
            self.car(case["car"], bus)
        if "pump" in case:
            self.pump(case["pump"], bus)
        for k in range(case["slots"]):
            net = case["load_kw"][k] - case["pv_kw"][k]
            self.row(net, net, bus[k])

    def grid(self, bus):
        case, hours = self.case, self.case["slot_h"]
        for k in range(case["slots"]):
            self.imports.append(self.column(0, case["import_limit_kw"], case["import_per_kwh"][k] * hours))
            self.exports.append(self.column(0, case["export_limit_kw"], -case["export_per_kwh"][k] * hours))
            self.curtailed.append(self.column(0, case["pv_kw"][k]))
            bus[k] += [(self.imports[k], 1), (self.exports[k], -1), (self.curtailed[k], -1)]
        if case["demand_per_kw"] > 0:
            self.peak = self.column(*self.range_kw, case["demand_per_kw"])
            self.offset -= case["demand_per_kw"] * case["peak_so_far_kw"]

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
            below, above = self.column(0, INF, price), self.column(0, INF, price)
            self.row(0, INF, [(heat, 1), (below, 1)])
            self.row(-INF, pump["band_kwh"], [(heat, 1), (above, -1)])
            self.outside += [below, above]
            self.heat.append(heat)
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

    def relax(self):
        """Lets whole numbers be fractions."""
        for column in range(self.count):
            self.highs.changeColIntegrality(column, highspy.HighsVarType.kContinuous)

    def value(self, column):
        return self.highs.getSolution().col_value[column]

    def solve(self, gap, until_s):
        """Returns a Solution within a gap in EUR, or the best at that processor time of this process."""

        def interrupt(event):
            event.data_in.user_interrupt = time.process_time() > until_s

        self.highs.setOptionValue("mip_abs_gap", gap)
        self.highs.changeObjectiveOffset(self.offset)
        self.highs.cbMipInterrupt += interrupt
        self.highs.run()
        info = self.highs.getInfo()
        values = self.highs.getSolution().col_value
        cost = info.objective_function_value
        if not values or not math.isfinite(cost):
            return Solution(None, INF, info.mip_dual_bound if self.whole else -INF)
        optimal = self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        bound = info.mip_dual_bound if self.whole else cost if optimal else -INF
        decided = optimal or cost - bound <= gap
        slots = self.case["slots"]
        at = lambda column: values[column]
        powers = {
            "battery_kw": [at(d) - at(c) for c, d in self.battery_kw] or [0.0] * slots,
            "car_kw": [at(c) for c in self.car_kw] + [0.0] * (slots - len(self.car_kw)),
            "pump_kw": [at(c) for c in self.pump_kw] or [0.0] * slots,
            "curtailed_kw": [at(c) for c in self.curtailed],
        }
        return Solution(powers, cost, bound, decided)


@dataclass(frozen=True)
class Solution:
    """Powers by slot, None without any; their cost; a lower bound of the least cost; whether the gap is reached."""

    powers: dict | None
    cost: float
    bound: float
    decided: bool = False


def peak_range(case):
    """Highest import, from the highest so far up to the limit."""
    return case["peak_so_far_kw"], max(case["peak_so_far_kw"], case["import_limit_kw"])
