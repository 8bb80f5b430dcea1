"""Evaluates templates as Home Assistant does, one JSON line in, one out.

In: {"template", "payload"} for a value template, {"template", "value", "now"} for a command
template; "now" is an ISO time. Out: {"result"} or {"error"}.
"""

import json
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

ZONE = ZoneInfo("Europe/Berlin")
environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined)


def render(case):
    moment = datetime.fromisoformat(case.get("now", "2026-06-15T10:00:00+00:00"))
    local = moment.astimezone(ZONE)

    def today_at(text=""):
        hour, minute = (int(part) for part in text.split(":"))
        return local.replace(hour=hour, minute=minute, second=0, microsecond=0)

    environment.globals.update(
        now=lambda: local,
        utcnow=lambda: moment.astimezone(timezone.utc),
        today_at=today_at,
        timedelta=timedelta,
        as_datetime=datetime.fromisoformat,
        as_local=lambda time: time.astimezone(ZONE),
    )
    variables = {}
    if "payload" in case:
        variables = {"value": case["payload"], "value_json": json.loads(case["payload"])}
    else:
        variables = {"value": case["value"]}
    return environment.from_string(case["template"]).render(variables).strip()


for line in sys.stdin:
    try:
        answer = {"result": render(json.loads(line))}
    except Exception as problem:
        answer = {"error": f"{type(problem).__name__}: {problem}"}
    print(json.dumps(answer), flush=True)
