"""Solves each problem that a line of the standard input holds, by the program of bench/whole-site, and answers in a line.
The answer is the first slot's powers, kW: battery (discharge positive), car, heat pump. A problem with "worth_at" has the
whole time's stays of the car, and its answer is the worth of a stored kWh at the start of each of those slots: of the
battery, then of heat. See bench/fortnights."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "wholesite"))
from whole_site import Program  # noqa: E402


class WholeTime(Program):
    """The same of a time with many stays of the car; notes which rows keep the stored energies."""

    def car(self, car, bus):
        hours = self.case["slot_h"]
        for stay in car["stays"]:
            short = self.column(0, stay["missing_kwh"], car["short_per_kwh"])
            charged = [(short, 1)]
            for k in range(stay["arrives"], min(stay["leaves"], self.case["slots"])):
                power = self.column(0, car["most_kw"])
                charged.append((power, hours * car["efficiency"]))
                bus[k].append((power, -1))
            self.row(stay["missing_kwh"], stay["missing_kwh"], charged)

    def battery(self, battery, bus):
        self.battery_rows = self.rows_of(super().battery, battery, bus, 1)

    def pump(self, pump, bus):
        self.pump_rows = self.rows_of(super().pump, pump, bus, 3)

    def rows_of(self, build, part, bus, per_slot):
        first, slots = self.highs.getNumRow(), self.case["slots"]
        build(part, bus)
        if self.highs.getNumRow() != first + per_slot * slots:
            raise SystemExit("rows of a stored energy are not where they are expected")
        return [first + per_slot * k for k in range(slots)]

    def worth(self, slots):
        """An energy at a slot's start is on the right side of its row."""
        self.highs.run()
        dual = self.highs.getSolution().row_dual
        return [-dual[rows[k]] for rows in (self.battery_rows, self.pump_rows) for k in slots]


def main():
    for line in sys.stdin:
        case = json.loads(line)
        if "worth_at" in case:
            print(*(f"{value:.9f}" for value in WholeTime(case).worth(case["worth_at"])), flush=True)
            continue
        powers, _ = Program(case).solve(1.0)
        if powers is None:
            raise SystemExit("no solution")
        first = (powers[name][0] for name in ("battery_kw", "car_kw", "pump_kw"))
        print(*(f"{kw:.9f}" for kw in first), flush=True)


if __name__ == "__main__":
    main()
