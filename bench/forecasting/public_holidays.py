"""Writes the public holidays that come with the product: python3 public_holidays.py FILE. See bench/holidays."""
import datetime
import sys

import holidays

FROM, TO = 2010, 2050
ZONES = "/usr/share/zoneinfo/zone.tab"
LINKS = "/usr/share/zoneinfo/tzdata.zi"

# Where a country's parts keep days of their own: the part that a zone stands for.
PARTS = {
    "Europe/London": "ENG",
    "Europe/Zurich": "ZH",
    "Australia/Adelaide": "SA",
    "Australia/Brisbane": "QLD",
    "Australia/Broken_Hill": "NSW",
    "Australia/Darwin": "NT",
    "Australia/Hobart": "TAS",
    "Australia/Lindeman": "QLD",
    "Australia/Melbourne": "VIC",
    "Australia/Perth": "WA",
    "Australia/Sydney": "NSW",
    "America/Edmonton": "AB",
    "America/Halifax": "NS",
    "America/Regina": "SK",
    "America/St_Johns": "NL",
    "America/Toronto": "ON",
    "America/Vancouver": "BC",
    "America/Winnipeg": "MB",
}

# The part whose employers decide which of the country's days are kept: its own days are not added, for few keep them.
# California's law has no Columbus Day since 2009.
KEEPERS = {"America/Los_Angeles": "CA"}


def zones():
    """Zone -> (country, part or None) of all countries whose holidays are known."""
    supported = holidays.list_supported_countries()
    found = {}
    with open(ZONES, encoding="utf-8") as lines:
        for line in lines:
            if not line.startswith("#"):
                country, _, zone = line.split("\t")[:3]
                if country in supported:
                    found[zone.strip()] = (country, PARTS.get(zone.strip()) or KEEPERS.get(zone.strip()))
    with open(LINKS, encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("L "):
                _, target, name = line.split()
                if target in found and name not in found and "/" in name and not name.startswith("Etc/"):
                    found[name] = found[target]
    return found


def main():
    by_zone = zones()
    out = [
        f"# Public holidays {FROM} to {TO}, and the region of each time zone. Made by bench/holidays from",
        f"# python-holidays {holidays.__version__} (MIT licence) and the time zone database (public domain). Not to be edited.",
    ]
    name = lambda region: "-".join(part for part in region if part)
    out += [f"zone {zone} {name(by_zone[zone])}" for zone in sorted(by_zone)]
    for region in sorted(set(by_zone.values()), key=name):
        for year in range(FROM, TO + 1):
            days = holidays.country_holidays(region[0], subdiv=region[1], years=year)
            dates = sorted(day for day in days if isinstance(day, datetime.date) and day.year == year)
            if region[1] in KEEPERS.values():
                dates = [day for day in dates if day in holidays.country_holidays(region[0], years=year)]
            if dates:
                out.append(f"{name(region)} {year} " + " ".join(f"{day:%m%d}" for day in dates))
    with open(sys.argv[1], "w", encoding="ascii", newline="\n") as file:
        file.write("\n".join(out) + "\n")


main()
