/** `wellread mcp`: the MCP server on stdin and stdout, for editors and agents. */
import { once } from 'node:events';
import { packageVersion } from '../library/version.js';
import type { Call, VerbDeclaration } from './command.js';
import { withLibrary } from './open.js';

export const mcpVerb: VerbDeclaration = {
  name: 'mcp',
  summary: 'serve editors and agents over MCP on stdin and stdout',
  example: 'npx wellread mcp --data ./data',
  run: mcp,
};

async function mcp(call: Call): Promise<number> {
  return withLibrary(call, async (library) => {
    const prepared = library.prepare();
    const [{ createMcpServer }, { StdioServerTransport }] = await Promise.all([
      import('../mcp/tools.js'),
      import('@modelcontextprotocol/sdk/server/stdio.js'),
    ]);
    await prepared;
    library.watchIndex();
    const server = createMcpServer(library, packageVersion());
    await server.connect(new StdioServerTransport());
    const ended = Promise.race([
      once(process.stdin, 'end'),
      once(process.stdin, 'close'),
      once(call.signal, 'abort'),
    ]);
    await ended;
    await server.close();
    return 0;
  });
}
