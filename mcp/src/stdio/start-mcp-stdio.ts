import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createOmniMcp, type OmniMcpOptions } from '../server/create-omni-mcp.ts';
import { silentLog } from '../server/log.ts';

/** Serves MCP over standard input and output until the client closes them. Nothing else may write to stdout. */
export function startMcpStdio(options: OmniMcpOptions): AsyncDisposable {
  const { log = silentLog } = options;
  const mcp = createOmniMcp(options);
  const connection = serveStdio(mcp.factory, {
    onerror: (error) => log.warn({ error: error.name }, 'a message was refused or failed'),
  });
  return {
    async [Symbol.asyncDispose]() {
      await connection.close();
      await mcp.close();
    },
  };
}
