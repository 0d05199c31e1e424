import {
  CLIENT_CAPABILITIES_META_KEY,
  type McpRequestContext,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

const withElicitation = z.object({ elicitation: z.looseObject({ form: z.unknown(), url: z.unknown() }).partial() });

/**
 * True when the client said that it can put a form to a person. Clients of 2026 say so with every request; clients
 * of 2025 said it once, so a server that keeps no sessions cannot know and treats them as unable.
 */
export function canAsk(context: ServerContext, server: McpServer, era: McpRequestContext['era']): boolean {
  const envelope: Readonly<Record<string, unknown>> = context.mcpReq.envelope ?? {};
  const capabilities =
    era === 'modern' ? envelope[CLIENT_CAPABILITIES_META_KEY] : server.server.getClientCapabilities();
  const parsed = withElicitation.safeParse(capabilities);
  if (!parsed.success) return false;
  // Before there were modes, an empty object meant forms.
  return parsed.data.elicitation.form !== undefined || parsed.data.elicitation.url === undefined;
}
