// Decodes a payload from standard input to lines, or encodes JSON, by the npm package.
// node sparkplug_payload.mjs FOLDER decode|encode
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [folder, what] = process.argv.slice(2);
const require = createRequire(folder + '/');
const sparkplug = require('sparkplug-payload').get('spBv1.0');
const input = readFileSync(0);

if (what === 'encode') {
  process.stdout.write(Buffer.from(sparkplug.encodePayload(JSON.parse(input))));
} else {
  const payload = sparkplug.decodePayload(new Uint8Array(input));
  const text = value => (value instanceof Date ? value.getTime() : value) + '';
  let lines = `timestamp ${payload.timestamp} seq ${payload.seq}\n`;
  for (const m of payload.metrics) {
    const p = m.properties;
    lines += `${m.name} ${m.alias} ${m.type} ${text(m.value)} null=${!!m.isNull || m.value === null}`
      + ` historical=${!!m.isHistorical} ${p.engUnit.value} ${p.readOnly.value} ${p.Quality.value}\n`;
  }
  process.stdout.write(lines);
}
