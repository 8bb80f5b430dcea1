"""Asks a daemon's assistant a hundred times what would be with another price, limit, reserve, car or objective."""
import json
import sys
import urllib.request

port, token = sys.argv[1:]
SUPPOSED = [
    {"import_price_per_kwh": 0.1 + 0.02 * n} for n in range(20)
] + [
    {"import_limit_w": 3000 + 400 * n} for n in range(20)
] + [
    {"reserve_soc_pct": 15 + 3 * n} for n in range(20)
] + [
    {"export_price_per_kwh": 0.01 * n} for n in range(20)
] + [
    {"import_price_change_pct": 5 * n - 50} for n in range(15)
] + [
    {"objective": "self-consumption"} for _ in range(5)
]

for arguments in SUPPOSED:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "what_if", "arguments": arguments}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/mcp",
        json.dumps(body).encode(),
        {
            "Authorization": f"Bearer {token.strip()}",
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": "2025-11-25",
        },
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        result = json.load(answer)["result"]
        if result["isError"]:
            sys.exit(f"{arguments}: {result['content'][0]['text']}")
