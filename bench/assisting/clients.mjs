// Two clients that we did not write, of both generations, list and call tools of the fixture.
//   node clients.mjs FOLDER_OF_NODE_MODULES URL
// Prints one line each; exit code 1 if one fails.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [modules, url] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${modules}/clients.cjs`));
const { Client: Legacy } = require('@modelcontextprotocol/sdk/client/index.js');
const { StreamableHTTPClientTransport: LegacyHttp } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
const { Client, StreamableHTTPClientTransport } = require('@modelcontextprotocol/client');

const self = { name: 'bench', version: '1.0.0' };
let failed = 0;

function expect(what, expected, found) {
  if (expected !== found) throw new Error(`${what}: expected ${expected}, found ${found}`);
}

async function speak(label, client, transport, revision) {
  try {
    await client.connect(transport);
    expect('revision', revision, client.getNegotiatedProtocolVersion?.() ?? transport.protocolVersion);
    const { tools } = await client.listTools();
    expect('first tool', 'test_audio_content', tools[0].name);
    const answer = await client.callTool({ name: 'test_simple_text', arguments: {} });
    expect('words', 'This is a simple text response for testing.', answer.content[0].text);
    const refused = await client.callTool({ name: 'test_simple_text', arguments: { volume: 11 } });
    expect('refusal', true, refused.isError);
    expect('problem', 'volume', refused.structuredContent.problems[0].where);
    const unknown = await client.callTool({ name: 'none', arguments: {} }).then(() => 0, (error) => error.code);
    expect('unknown tool', -32602, unknown);
    await client.close();
    console.log(`${label}  ${revision}  ${tools.length} tools  good`);
  } catch (error) {
    failed = 1;
    console.log(`${label}  ${revision}  FAILED: ${error.message}`);
  }
}

await speak('@modelcontextprotocol/sdk   ', new Legacy(self), new LegacyHttp(new URL(url)), '2025-11-25');
await speak('@modelcontextprotocol/client', new Client(self, { versionNegotiation: { mode: 'legacy' } }),
  new StreamableHTTPClientTransport(new URL(url)), '2025-11-25');
await speak('@modelcontextprotocol/client', new Client(self, { versionNegotiation: { mode: 'auto' } }),
  new StreamableHTTPClientTransport(new URL(url)), '2026-07-28');
await speak('@modelcontextprotocol/client', new Client(self, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
  new StreamableHTTPClientTransport(new URL(url)), '2026-07-28');
process.exit(failed);
