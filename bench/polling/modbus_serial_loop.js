// Reference: npm modbus-serial, one connection and one timer a device, every second.
//   modbus_serial_loop.js CLIENT PORT DEVICES
const ModbusRTU = require("modbus-serial");

const REGISTERS = 60;
const [client, port, devices] = process.argv.slice(2).map(Number);

async function poll(device, start) {
  const master = new ModbusRTU();
  master.setTimeout(1000);
  const address = `127.1.${client}.${device + 1}`;
  const values = new Float64Array(REGISTERS);
  // Spread over a tenth of the second: all at once would measure the length of the burst.
  let due = start + (100 * device) / devices;
  for (;;) {
    try {
      if (!master.isOpen) {
        await master.connectTCP(address, { port });
        master.setID(1);
      }
      const { data } = await master.readHoldingRegisters(0, REGISTERS);
      values.set(data);
      for (let r = 1; r < REGISTERS; r++) {
        if (values[r] !== ((37 * device + 101 * r) & 0x3fff)) {
          console.error(`wrong value from device ${device}`);
        }
      }
    } catch (error) {
      console.error(`device ${device}: ${error.message}`);
    }
    do due += 1000;
    while (due < performance.now());
    await new Promise((done) => setTimeout(done, due - performance.now()));
  }
}

const start = performance.now();
for (let device = 0; device < devices; device++) poll(device, start);
