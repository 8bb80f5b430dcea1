"""Goals of bench/forecast that every series has to meet."""


def print_goals(results):
    """Prints each goal's misses; takes the JSON of `forecast evaluate` by series."""
    print("\ngoals")
    outside = [f"{n} {r['openCoverage']:.3f}" for n, r in results.items() if not 0.75 <= r["openCoverage"] <= 0.85]
    print("open coverage outside 0.75 to 0.85: " + (", ".join(outside) or "none"))
    months = [f"{name} {month} {100 * (errors['mae'] / errors['naive'] - 1):+.1f} %"
              for name, result in results.items() for month, errors in result["months"].items()
              if errors["mae"] > 1.02 * errors["naive"]]
    print("months more than 2 % worse than their better seasonal naive: " + (", ".join(months) or "none"))
