"""A site whose pump has fixed powers: a tighter program, and lower bounds by Lagrangian relaxation.

Each slot is written as a convex combination of the modes of its pump (perspective formulation), with flows and peak
of each mode. The pump's schedules are priced apart from the rest (Dantzig-Wolfe decomposition): what the cheapest
schedule costs at these prices is a cut that the program's own rows do not imply.
"""

import time
from dataclasses import dataclass

import highspy
import numpy as np

from pump_schedules import PumpSchedules
from site_program import GAP, INF, Program, Solution, left_per_kwh, peak_range

ROUNDS = 150
# How far prices may move at first.
FIRST_STEP_PER_KWH = 0.02
# Schedules that are tried, the last ones first, and ranges of the peak that are bounded one by one.
SCHEDULES = 30
RANGES = 4
# Processor time of the plain program, before and at most for one bound.
PLAIN_S = 5
BOUND_S = 12


class Rest(Program):
    """All but the pump's schedule: slots by modes, whose shares are `modes`."""

    def build(self):
        self.modes = []
        bus = [[] for _ in range(self.case["slots"])]
        self.grid(bus)
        if "battery" in self.case:
            self.battery(self.case["battery"], bus)
        if "car" in self.case:
            self.car(self.case["car"], bus)
        self.schedule()
        powers = [0.0] + self.case["pump"]["levels_kw"]
        upper = self.highs.getLp().col_upper_
        for k, flows in enumerate(bus):
            shares = [self.column(0, 1) for _ in powers]
            self.modes.append(shares)
            self.row(1, 1, [(share, 1) for share in shares])
            self.slot(k, [(c, sign, upper[c]) for c, sign in flows], shares, powers)

    def schedule(self):
        """Where the pump's own rows go."""

    def slot(self, k, flows, shares, powers):
        net = self.case["load_kw"][k] - self.case["pv_kw"][k]
        sums = [[(column, 1)] for column, _, _ in flows]
        imports = []
        for share, kw in zip(shares, powers):
            balance = [(share, -net - kw)]
            for total, (column, sign, most) in zip(sums, flows):
                part = self.column(0, INF)
                if column == self.imports[k] and self.peak is not None:
                    most = min(most, self.range_kw[1])
                self.row(-INF, 0, [(part, 1), (share, -most)])
                total.append((part, -1))
                balance.append((part, sign))
                if column == self.imports[k]:
                    imports.append(part)
            self.row(0, 0, balance)
        for total in sums:
            self.row(0, 0, total)
        if self.peak is not None:
            total = [(self.peak, 1)]
            for share, imported in zip(shares, imports):
                peak = self.column(0, INF)
                self.row(0, INF, [(peak, 1), (share, -self.range_kw[0])])
                self.row(-INF, 0, [(peak, 1), (share, -self.range_kw[1])])
                self.row(-INF, 0, [(imported, 1), (peak, -1)])
                total.append((peak, -1))
            self.row(0, 0, total)


class Modes(Rest):
    """The whole site by modes."""

    def schedule(self):
        self.pump(self.case["pump"], [[] for _ in range(self.case["slots"])])

    def build(self):
        super().build()
        self.links = self.highs.getNumRow()
        for shares, on in zip(self.modes, self.runs):
            self.row(1, 1, [(shares[0], 1)] + [(column, 1) for column in on])
            for share, column in zip(shares[1:], on):
                self.row(0, 0, [(share, 1), (column, -1)])

    def link_prices(self):
        rows = len(self.modes) * len(self.modes[0])
        return np.array(self.highs.getSolution().row_dual[self.links : self.links + rows]).reshape(len(self.modes), -1)

    def cut(self, prices, least):
        """No schedule costs less than `least` at these prices."""
        price = self.case["pump"]["outside_per_kwh_hour"] * self.case["slot_h"]
        terms = [(column, float(p)) for k, shares in enumerate(self.modes) for column, p in zip(shares, prices[k])]
        terms += [(column, price) for column in self.outside] + [(self.heat[-1], -left_per_kwh(self.case)[1])]
        self.row(least - 1e-7, INF, terms)

    def narrowed(self, cost):
        """Range of the peak in which the relaxed program may cost as little; None if there is none."""
        self.relax()
        costs = list(self.highs.getLp().col_cost_)
        self.row(-INF, cost + 1e-6 - self.offset, [(j, c) for j, c in enumerate(costs) if c != 0])
        ends = []
        for sign in (1.0, -1.0):
            for j in range(self.count):
                self.highs.changeColCost(j, sign if j == self.peak else 0.0)
            self.highs.run()
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
                return None
            if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return self.range_kw
            ends.append(self.value(self.peak))
        low, high = self.range_kw
        return max(low, ends[0] - 1e-6), min(high, ends[1] + 1e-6)


@dataclass(frozen=True)
class Bound:
    """Lower bound of the cost; prices by slot and mode; the schedules' least cost at these; schedules met."""

    cost: float
    prices: np.ndarray
    least: float
    schedules: list


def lagrangian(case, range_kw, schedules, until_s):
    """The best bound that prices of the modes give, by column generation in a box around the best prices."""
    compact = Modes(case, range_kw)
    compact.relax()
    compact.highs.run()
    if compact.highs.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return None
    centre = compact.link_prices()
    slots, modes = centre.shape
    master = Rest(case, range_kw)
    master.relax()
    master.offset += left_per_kwh(case)[1] * case["pump"]["stored_kwh"]
    highs = master.highs
    first = highs.getNumRow()
    for share in (share for shares in master.modes for share in shares):
        master.row(0, 0, [(share, 1)])
    one = highs.getNumRow()
    master.row(1, 1, [])
    box = []
    for row in range(first, one):
        for sign in (1.0, -1.0):
            box.append(master.column(0, INF))
            highs.changeCoeff(row, box[-1], sign)
    step = FIRST_STEP_PER_KWH * case["slot_h"]
    least, modes_now = schedules.cheapest(centre)
    best = Bound(-INF, centre, least, [modes_now])
    nulls = 0
    for _ in range(ROUNDS):
        rows = [first + k * modes + mode for k, mode in enumerate(best.schedules[-1])] + [one]
        values = np.array([-1.0] * slots + [1.0])
        highs.addCol(schedules.cost(best.schedules[-1]), 0, INF, len(rows), np.array(rows, dtype=np.int32), values)
        sides = np.stack([best.prices + step, step - best.prices], axis=-1).ravel()
        highs.changeColsCost(len(box), np.array(box, dtype=np.int32), sides)
        highs.run()
        solution = highs.getSolution()
        duals = np.array(solution.row_dual)
        prices = duals[first:one].reshape(slots, modes)
        least, modes_now = schedules.cheapest(prices)
        most = highs.getInfo().objective_function_value + master.offset
        cost = most - duals[one] + least
        met = best.schedules + [modes_now]
        outside_box = sum(solution.col_value[column] for column in box)
        if cost > best.cost:
            step *= 1.5 if cost > best.cost + 0.2 * (most - best.cost) else 1
            best, nulls = Bound(cost, prices, least, met), 0
        else:
            best, nulls = Bound(best.cost, best.prices, best.least, met), nulls + 1
            step *= 0.5 if nulls % 4 == 0 else 1
        if (most - best.cost < GAP * 0.02 * abs(most) and outside_box < 1e-6) or time.process_time() > until_s:
            break
    return best


class Search:
    """Looks for powers that cost at most a gap more than a lower bound."""

    def __init__(self, case, pump_kw, gap, until_s):
        self.case, self.gap, self.until_s = case, gap, until_s
        self.pump_kw = pump_kw

    def solve(self):
        """The best Solution that was found."""
        began = time.process_time()
        plain = Program(self.case)
        plain.start(self.pump_kw)
        by_levels = "levels_kw" in self.case.get("pump", {})
        best = plain.solve(self.gap, min(self.until_s, began + PLAIN_S) if by_levels else self.until_s)
        return best if best.decided or not by_levels else self.by_modes(best)

    def by_modes(self, best):
        """Bounds ranges of the peak one by one, each with schedules that its prices lead to."""
        schedules = PumpSchedules(self.case)
        ranges, parts = [peak_range(self.case)], []
        charged = self.case["demand_per_kw"] > 0
        for attempt in range(2 if charged else 1):
            parts = []
            for range_kw in ranges:
                narrow = Modes(self.case, range_kw).narrowed(best.cost) if charged else range_kw
                found = narrow and self.bound(narrow, schedules)
                if found:
                    parts.append((narrow, found))
                    best = self.try_schedules(best, found.schedules)
            best = self.bounded(best, [part.cost for _, part in parts])
            if best.decided or not charged:
                break
            ranges = self.split(best, parts) if attempt == 0 else ranges
        for number, (range_kw, part) in enumerate(parts):
            if best.decided or part.cost >= best.cost - self.gap:
                continue
            program = Modes(self.case, range_kw)
            program.cut(part.prices, part.least)
            program.start(best.powers["pump_kw"] if best.powers else self.pump_kw)
            solved = program.solve(self.gap, self.until_s)
            cheaper = solved if solved.cost < best.cost else best
            costs = [other.cost for _, other in parts]
            costs[number] = max(part.cost, solved.bound)
            parts[number] = (range_kw, Bound(costs[number], part.prices, part.least, part.schedules))
            best = self.bounded(cheaper, costs)
        return best

    def bound(self, range_kw, schedules):
        until_s = min(self.until_s, time.process_time() + BOUND_S)
        return lagrangian(self.case, range_kw, schedules, until_s)

    def bounded(self, best, costs):
        """The same solution with the least of these bounds; a range without a bound costs more than it."""
        bound = max(best.bound, min(costs, default=best.cost))
        return Solution(best.powers, best.cost, bound, best.cost - bound <= self.gap)

    def split(self, best, parts):
        """Equal parts of the peak's range, narrowed by the first bound."""
        range_kw, part = parts[0]
        program = Modes(self.case, range_kw)
        program.cut(part.prices, part.least)
        low, high = program.narrowed(best.cost) or range_kw
        ends = [low + (high - low) * i / RANGES for i in range(RANGES + 1)]
        return list(zip(ends, ends[1:]))

    def try_schedules(self, best, schedules):
        """The best of these schedules with all else at its best, or what is known already."""
        program = Program(self.case)
        for column in (column for on in program.runs for column in on):
            program.highs.changeColIntegrality(column, highspy.HighsVarType.kContinuous)
        tried = set()
        for modes in map(tuple, reversed(schedules)):
            if modes in tried or len(tried) == SCHEDULES or time.process_time() > self.until_s:
                continue
            tried.add(modes)
            for on, mode in zip(program.runs, modes):
                for number, column in enumerate(on, start=1):
                    fixed = 1.0 if number == mode else 0.0
                    program.highs.changeColBounds(column, fixed, fixed)
            found = program.solve(self.gap / 100, self.until_s)
            if found.powers and found.cost < best.cost:
                best = Solution(found.powers, found.cost, best.bound)
        return best
