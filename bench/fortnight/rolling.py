"""Solves each problem that a line of the standard input holds, and answers with the first slot's powers, kW:
battery (discharge positive), car, heat pump. The program is that of bench/whole-site. See bench/fortnights."""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "wholesite"))
from whole_site import Program  # noqa: E402


def main():
    for line in sys.stdin:
        powers, _ = Program(json.loads(line)).solve(1.0)
        if powers is None:
            raise SystemExit("no solution")
        first = (powers[name][0] for name in ("battery_kw", "car_kw", "pump_kw"))
        print(*(f"{kw:.9f}" for kw in first), flush=True)


if __name__ == "__main__":
    main()
