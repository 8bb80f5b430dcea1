// An OPC UA server that is not ours, for tests: node-opcua with Basic256Sha256, SignAndEncrypt and a
// user name. Prints "ready" when it listens. Lines on standard input change what it serves:
//   set NAME VALUE     a value with status Good
//   bad NAME STATUS    a status without a value, for example BadNoData
// and it prints "set NAME VALUE" when a client writes. It ends with its standard input.
//
// node node_opcua_server.mjs INSTALLED PORT STATE TRUST
//   INSTALLED  folder with node_modules
//   STATE      folder for its certificates
//   TRUST      "all" clients' certificates, or "none"
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [installed, port, state, trust] = process.argv.slice(2);
const load = createRequire(`${installed}/`);
const { OPCUAServer } = load("node-opcua-server");
const { OPCUACertificateManager } = load("node-opcua-certificate-manager");
const { MessageSecurityMode, SecurityPolicy } = load("node-opcua-secure-channel");
const { DataType, Variant } = load("node-opcua-variant");
const { StatusCodes } = load("node-opcua-status-code");

const certificates = new OPCUACertificateManager({
  rootFolder: state,
  automaticallyAcceptUnknownCertificate: trust === "all",
});
await certificates.initialize();

const server = new OPCUAServer({
  port: Number(port),
  hostname: "127.0.0.1",
  resourcePath: "/plc",
  serverCertificateManager: certificates,
  securityPolicies: [SecurityPolicy.Basic256Sha256],
  securityModes: [MessageSecurityMode.SignAndEncrypt],
  allowAnonymous: false,
  userManager: {
    isValidUser: (user, password) => user === "gateway" && password === "open sesame",
  },
  serverCapabilities: {
    operationLimits: { maxNodesPerRead: 3, maxMonitoredItemsPerCall: 2 },
  },
});
await server.initialize();

const namespace = server.engine.addressSpace.getOwnNamespace();
const feeder = namespace.addObject({
  organizedBy: server.engine.addressSpace.rootFolder.objects,
  browseName: "Feeder",
});
const types = {
  Power: DataType.Float,
  Frequency: DataType.Double,
  Soc: DataType.UInt16,
  Connected: DataType.Boolean,
  Setpoint: DataType.Int16,
  Budget: DataType.Float,
};
const nodes = {};
for (const [name, dataType] of Object.entries(types)) {
  nodes[name] = namespace.addVariable({
    componentOf: feeder,
    browseName: name,
    nodeId: `s=Feeder/${name}`,
    dataType,
    minimumSamplingInterval: 50,
  });
  set(name, 0);
  nodes[name].on("value_changed", (value) => {
    if (value.statusCode.isGood()) console.log(`set ${name} ${value.value.value}`);
  });
}

function set(name, text) {
  const dataType = types[name];
  const value = dataType === DataType.Boolean ? text === "true" : Number(text);
  nodes[name].setValueFromSource(new Variant({ dataType, value }));
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [what, name, value] = line.split(" ");
    if (what === "set") set(name, value);
    if (what === "bad")
      nodes[name].setValueFromSource(
        new Variant({ dataType: types[name], value: types[name] === DataType.Boolean ? false : 0 }),
        StatusCodes[value],
      );
  })
  .on("close", () => process.exit(0));

await server.start();
console.log("ready");
