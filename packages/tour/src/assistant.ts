import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

/** What an assistant does: connects over MCP and calls one tool. Answers the text the model would read. */
export async function askOverMcp(url: string, tool: string, input: Record<string, unknown>): Promise<string> {
  const client = new Client({ name: 'fleetwright-tour', version: '0.1.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    const { content } = await client.callTool({ name: tool, arguments: input });
    return content.map((part) => (part.type === 'text' ? part.text : `(${part.type})`)).join('\n');
  } finally {
    await client.close();
  }
}

/** Names of the tools the server offers. */
export async function listTools(url: string): Promise<string[]> {
  const client = new Client({ name: 'fleetwright-tour', version: '0.1.0' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url)));
  try {
    return (await client.listTools()).tools.map(({ name }) => name);
  } finally {
    await client.close();
  }
}
