"""Reference: pymodbus' asyncio client, one connection and one task a device, every second.

pymodbus_loop.py CLIENT PORT DEVICES
"""

import asyncio
import sys

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ModbusException

REGISTERS = 60
CLIENT, PORT, DEVICES = (int(argument) for argument in sys.argv[1:4])


async def poll(device: int, start: float) -> None:
    client = AsyncModbusTcpClient(f"127.1.{CLIENT}.{device + 1}", port=PORT, timeout=1, retries=1)
    expected = [(37 * device + 101 * r) & 0x3FFF for r in range(1, REGISTERS)]
    loop = asyncio.get_running_loop()
    # Spread over a tenth of the second: all at once would measure the length of the burst.
    due = start + 0.1 * device / DEVICES
    while True:
        try:
            if client.connected or await client.connect():
                reply = await client.read_holding_registers(0, count=REGISTERS)
                if reply.isError():
                    print(f"device {device}: {reply}", file=sys.stderr)
                elif [float(word) for word in reply.registers][1:] != expected:
                    print(f"wrong value from device {device}", file=sys.stderr)
        except ModbusException as error:
            print(f"device {device}: {error}", file=sys.stderr)
        due += 1
        while due < loop.time():
            due += 1
        await asyncio.sleep(due - loop.time())


async def main() -> None:
    start = asyncio.get_running_loop().time()
    await asyncio.gather(*(poll(device, start) for device in range(DEVICES)))


asyncio.run(main())
