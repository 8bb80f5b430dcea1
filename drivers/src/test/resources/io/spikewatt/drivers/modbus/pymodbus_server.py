"""An independent Modbus server for tests: python3 pymodbus_server.py PORT socket|rtu UNIT [ADDRESS]"""

import sys

from pymodbus import FramerType
from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.server import StartTcpServer

port, framer, unit = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
# The context adds one to every address.
holding = {100 + i + 1: 0 for i in range(11)} | {200 + i + 1: 0 for i in range(5)}
holding |= {101: 0xFFFF, 102: 0x10000 - 3200, 103: 575, 104: 241, 111: 5000}
inputs = {i + 1: 0 for i in range(0x50)}
inputs |= {0x00 + 1: 0x4366, 0x01 + 1: 0x8000, 0x34 + 1: 0xC49A, 0x35 + 1: 0x5000}
inputs |= {0x46 + 1: 0x4248, 0x47 + 1: 0x147B}
slave = ModbusSlaveContext(hr=ModbusSparseDataBlock(holding), ir=ModbusSparseDataBlock(inputs))
StartTcpServer(
    context=ModbusServerContext(slaves={unit: slave}, single=False),
    framer=FramerType.RTU if framer == "rtu" else FramerType.SOCKET,
    address=(sys.argv[4] if len(sys.argv) > 4 else "127.0.0.1", port),
)
