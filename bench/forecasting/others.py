"""Prints the table of bench/forecast --others, for series without figures of a reference."""

import json
import sys
from pathlib import Path

from goals import print_goals

work, *series = sys.argv[1:]
results = {name: json.loads((Path(work) / f"{name.replace('/', '_')}.json").read_text(encoding="utf-8"))
           for name in series}
print(f"{'series':30}{'nMAE':>8}{'skill':>8}{'pinball':>9}{'open':>7}   worst month over its better seasonal naive")
for name, result in results.items():
    month, errors = max(result["months"].items(), key=lambda item: item[1]["mae"] / item[1]["naive"])
    scale = result["nmae"] / result["mae"]
    print(f"{name:30}{result['nmae']:8.4f}{result['skill']:8.4f}{scale * result['pinball']:9.4f}"
          f"{result['openCoverage']:7.3f}   {month} {100 * (errors['mae'] / errors['naive'] - 1):+.1f} %")
print_goals(results)
