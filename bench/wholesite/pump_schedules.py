"""Cheapest schedules of a heat pump with fixed powers, by dynamic programming over the heat that it made.

Heat at a slot's end is what the start leaves, plus kept heat of all runs. Runs are counted at the value they have at
the horizon's start, so that a slot without a run moves no level, and only runs are rounded. The band is judged
by the most favourable heat that rounding allows: the least cost is a lower bound.
"""

import numpy as np

from site_program import heat_course, keeps, left_per_kwh

LEVELS = 40_000


class PumpSchedules:
    """Schedules are lists of modes by slot: 0 = off, otherwise the number of the power."""

    def __init__(self, case):
        pump, hours, slots = case["pump"], case["slot_h"], case["slots"]
        self.case, self.pump, self.slots = case, pump, slots
        keep, band = keeps(pump, hours), pump["band_kwh"]
        self.powers_kw = [0.0] + pump["levels_kw"]
        self.run, self.pause = pump["least_run_slots"], pump["least_pause_slots"]
        self.outside_per_kwh = pump["outside_per_kwh_hour"] * hours
        self.worth = left_per_kwh(case)[1]
        idle = np.array(heat_course(case, [0.0] * slots))
        scale = keep ** np.arange(slots)
        made = np.array(
            [[pump["heat_per_kwh"][k] * kw * hours * keep ** (1 - k) for kw in self.powers_kw] for k in range(slots)]
        )
        # Heat further outside the band than two slots make costs far more than it can save: it counts as this far.
        far = 2 * made.max()
        step = (band + 2 * far) / scale[-1] / LEVELS
        self.moves = np.rint(made / step).astype(int)
        error = made - self.moves * step
        above = np.cumsum(np.maximum(error.max(1), 0))
        below = np.cumsum(np.minimum(error.min(1), 0))
        most = np.cumsum(self.moves.max(1)) + 1
        self.low = np.maximum(0, np.floor((-far - idle) / scale / step)).astype(int)
        self.high = np.minimum(np.ceil((band + far - idle) / scale / step).astype(int), most)
        self.high = np.maximum(self.high, 1)
        self.low = np.minimum(self.low, self.high - 1)
        self.holding = []
        for k in range(slots):
            levels = np.arange(self.low[k], self.high[k] + 1) * step
            warm = idle[k] + scale[k] * (levels + above[k])
            cool = idle[k] + scale[k] * (levels + below[k])
            cost = self.outside_per_kwh * np.maximum(0, np.maximum(-warm, cool - band))
            self.holding.append(cost - self.worth * warm if k == slots - 1 else cost)

    def after(self, state, runs):
        """State after a slot; 0 = off, up to `run` = slots of the run left, 1 when free; above = paused."""
        if self.run <= 1 and self.pause <= 1:
            return 0
        if runs:
            return self.run if state == 0 else max(1, state - 1)
        if state == 1:
            return 0 if self.pause <= 1 else self.run + self.pause - 1
        return 0 if state in (0, self.run + 1) else state - 1

    def may(self, state, runs):
        if self.run <= 1 and self.pause <= 1:
            return True
        return state <= self.run if runs else state <= 1 or state > self.run

    def cheapest(self, price):
        """Lower bound of the least cost at prices by slot and mode, and a schedule of nearly that cost."""
        states = [{0}]
        for _ in range(self.slots):
            states.append({self.after(s, r) for s in states[-1] for r in (False, True) if self.may(s, r)})
        values = {state: np.zeros(self.high[-1] - self.low[-1] + 1) for state in states[-1]}
        choices = []
        for k in reversed(range(self.slots)):
            low, high = self.window(k)
            ended = {state: value + self.holding[k] for state, value in values.items()}
            values, chosen, moved = {}, {}, {}
            for state in states[k]:
                for mode in range(len(self.powers_kw)):
                    if not self.may(state, mode > 0):
                        continue
                    key = (self.after(state, mode > 0), mode)
                    if key not in moved:
                        moved[key] = self.move(ended[key[0]], k, mode, low, high) + price[k, mode]
                    if state not in values:
                        values[state], chosen[state] = moved[key], np.full(high - low + 1, mode, np.int8)
                    else:
                        less = moved[key] < values[state]
                        values[state] = np.where(less, moved[key], values[state])
                        chosen[state][less] = mode
            choices.append(chosen)
        return float(values[0][0]), self.follow(choices[::-1])

    def window(self, k):
        """First and last level when slot k begins."""
        return (self.low[k - 1], self.high[k - 1]) if k > 0 else (0, 0)

    def move(self, values, k, mode, low, high):
        """Values before a slot; beyond the levels those of the last one."""
        first = low + self.moves[k, mode] - self.low[k]
        count, last = high - low + 1, len(values) - 1
        part = values[min(max(first, 0), last) : min(max(first + count - 1, 0), last) + 1]
        before = min(max(0, -first), count - len(part))
        return np.pad(part, (before, count - len(part) - before), mode="edge")

    def follow(self, choices):
        state, level, modes = 0, 0, []
        for k in range(self.slots):
            low, high = self.window(k)
            level = min(max(level, low), high)
            modes.append(int(choices[k][state][level - low]))
            level += self.moves[k, modes[-1]]
            state = self.after(state, modes[-1] > 0)
        return modes

    def cost(self, modes):
        """Exact cost of a schedule beside its prices: heat outside the band, less the worth of what is left."""
        course = heat_course(self.case, [self.powers_kw[mode] for mode in modes])
        outside = sum(max(0, -heat, heat - self.pump["band_kwh"]) for heat in course)
        return outside * self.outside_per_kwh - self.worth * course[-1]
