"""Gives the budgets of a day on standard output, meters the box, judges, and writes a report to standard error.

Arguments: work directory, minutes of the day, processes of the agent and of a program that only sleeps, directories of the control group. Before the day
the load runs without a budget's limit, which shows its full power. After it the budget stays on five levels, as it
does for hours of a real day: a curve needs steady minutes, which a day of minutes does not have. The end is silence.
"""

import json
import math
import os
import sys
import time

work, minutes, agent, sleeping = sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
groups = sys.argv[5:]
REST_W, FULL_W, SAFE_W, RAMP_W_PER_S = 40.0, 200.0, 60.0, 10.0
PROCESSORS = os.cpu_count()


def used_s():
    """Processor seconds of the group so far."""
    for group in groups:
        if os.path.exists(group + "/cpuacct.usage"):
            return int(open(group + "/cpuacct.usage").read()) / 1e9
    for group in groups:
        if os.path.exists(group + "/cpu.stat"):
            for line in open(group + "/cpu.stat"):
                if line.startswith("usage_usec"):
                    return int(line.split()[1]) / 1e6
    sys.exit("no counter of processor time")


def use(process):
    """Processor seconds so far, and memory, MB."""
    fields = open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    rss = next(int(line.split()[1]) for line in open(f"/proc/{process}/status") if line.startswith("VmRSS")) / 1024
    return seconds, rss


def budget(share):
    """Of a summer day: rest at night, full power at noon, clouds in the afternoon."""
    sun = max(0.0, math.sin(math.pi * (share - 0.2) / 0.6)) if 0.2 < share < 0.8 else 0.0
    cloud = 0.6 if 0.55 < share < 0.65 and int(share * 500) % 3 == 0 else 1.0
    return REST_W + 20 + (FULL_W - REST_W - 20) * sun * cloud


def tell(watts):
    print(json.dumps({"power_limit_w": round(watts, 1)}), flush=True)


FREE_S, NIGHT_S, SILENT_S = 35, 15, 25
LEVELS = [(60.0, 75), (95.0, 155), (130.0, 155), (165.0, 155), (200.0, 155)]
day_s = minutes * 60
level_s = sum(seconds for _, seconds in LEVELS)
told_s = FREE_S + NIGHT_S + day_s + level_s


def phase(at):
    """Name and budget of a moment, s since the start; None = silence."""
    if at < FREE_S:
        return "free", FULL_W
    if at < FREE_S + NIGHT_S:
        return "night", budget(0)
    if at < FREE_S + NIGHT_S + day_s:
        return "day", budget((at - FREE_S - NIGHT_S) / day_s)
    left = at - FREE_S - NIGHT_S - day_s
    for level, seconds in LEVELS:
        if left < seconds:
            return "levels", level
        left -= seconds
    return "silent", None


start = last = time.monotonic()
before = used_s()
warm = agent_begin = None
target = SAFE_W
rows = {"free": [], "night": [], "day": [], "levels": []}
silent = []
next_tick = start
while True:
    now = time.monotonic()
    at = now - start
    if at >= told_s + SILENT_S:
        break
    name, wanted = phase(at)
    if wanted is not None:
        tell(wanted)
    used = used_s()
    power = REST_W + (FULL_W - REST_W) * min(1.0, (used - before) / ((now - last) * PROCESSORS)) if now > last + 0.1 else REST_W
    with open(work + "/power.new", "w") as file:
        file.write(f"{power:.2f}\n")
    os.rename(work + "/power.new", work + "/power")
    if wanted is not None:
        step = RAMP_W_PER_S * (now - last)
        target = min(max(wanted, target - step), target + step)
        rows[name].append((now - last, target, power))
    else:
        silent.append((at - told_s, power))
    if warm is None and at > 120:
        warm, agent_begin = now, use(agent)[0]
    before, last = used, now
    next_tick += 1
    time.sleep(max(0.0, next_tick - time.monotonic()))
end_use, rss = use(agent)
# Without a binding budget the load draws what the machine gives it: no budget above that can be used.
full_w = sorted(row[2] for row in rows["free"])[-5]
floor_w = REST_W + 0.01 * (FULL_W - REST_W)


def energies(which):
    """Wh drawn, Wh of the ramped budget, and share of the time with a budget between floor and full power."""
    within = [row for row in which if floor_w <= row[1] <= full_w]
    drawn = sum(row[0] * row[2] for row in within) / 3600
    given = sum(row[0] * row[1] for row in within) / 3600
    return drawn, given, sum(row[0] for row in within) / sum(row[0] for row in which)


energy, wanted_wh, judged = energies(rows["day"])
level_wh, level_wanted_wh, _ = energies(rows["levels"])
all_rows = rows["night"][5:] + rows["day"] + rows["levels"]
# The quota of a tick is felt in the next: the highest target of three seconds counts.
over = 0
for i, row in enumerate(all_rows):
    over += row[2] > max(r[1] for r in all_rows[max(0, i - 2) : i + 1]) + 10
rows = all_rows
safe_at = next((t for t, _ in silent if all(p <= SAFE_W + 10 for u, p in silent if u >= t)), None)
cpu = 100 * (end_use - agent_begin) / (last - warm)
curve = None
for line in open(work + "/heard"):
    topic, _, payload = line.partition(" ")
    if topic == "box/curve" and payload.startswith("{"):
        curve = json.loads(payload)
fit_error = curve["training"]["fit_error"] if curve and "training" in curve else None
checks = [
    ("energy of the day over the budget's", energy / wanted_wh, 0.95 <= energy / wanted_wh <= 1.05, "0.95 to 1.05"),
    ("curve's fit error, share of full work", fit_error, fit_error is not None, "printed"),
    ("share of the seconds more than 10 W above", over / len(rows), over / len(rows) <= 0.01, "<= 0.01"),
    ("safe after silence, s", safe_at, safe_at is not None and safe_at <= 10, "<= 10"),
    ("agent, MB of RSS", rss, rss <= 52, "<= 52"),
    ("a program that only sleeps, MB of RSS", use(sleeping)[1], True, "beside"),
    ("agent, % of a processor", cpu, cpu <= 0.25, "<= 0.25"),
]
out = sys.stderr
out.write(f"full power of the load {full_w:.1f} W, floor {floor_w:.1f} W; {len(os.sched_getaffinity(0))} processors\n")
out.write(f"day of {minutes:g} minutes: {energy:.3f} of {wanted_wh:.3f} Wh, in {100 * judged:.0f} % of its time\n")
out.write(f"levels: {level_wh:.3f} of {level_wanted_wh:.3f} Wh\n")
for name, figure, good, goal in checks:
    value = "never" if figure is None else f"{figure:.3f}"
    out.write(f"{name:45s} {value:>8s}  {goal:14s} {'ok' if good else 'MISSED'}\n")
out.write(f"curve of work over power: {json.dumps(curve)}\n")
sys.exit(0 if all(check[2] for check in checks) else 1)
