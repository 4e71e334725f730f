/** `/mcp`: the MCP server over streamable HTTP, stateless; a session would hold nothing. The SDK is loaded with the first call. */
import type { Hono } from 'hono';
import { RequestRefused } from '../problem.js';
import type { Env } from './request.js';
import type { Room } from './room.js';

export function mcpRoutes(app: Hono<Env>, { library, version }: Room): void {
  app.post('/mcp', async (c) => {
    const [{ createMcpServer }, { WebStandardStreamableHTTPServerTransport }] = await Promise.all([
      import('../mcp/tools.js'),
      import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    ]);
    const server = createMcpServer(library, version);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    return transport.handleRequest(c.req.raw);
  });
  app.all('/mcp', (c) => {
    c.header('Allow', 'POST');
    throw new RequestRefused(
      'method-not-allowed',
      'Messages come by POST; this server sends none on its own.',
    );
  });
}
