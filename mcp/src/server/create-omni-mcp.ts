import { createCursorSealer, OmniError } from '@fleetwright/omni-core';
import {
  createMcpHandler,
  createRequestStateCodec,
  type McpHttpHandler,
  McpServer,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import { CATALOGUE } from '../catalogue/catalogue.ts';
import { hintsOf, isAvailable } from '../catalogue/risk.ts';
import type { ConfirmMode } from '../catalogue/services.ts';
import type { Access } from '../catalogue/tier.ts';
import type { Tool } from '../catalogue/tool.ts';
import { MemoryNonceStore, type NonceStore } from '../seal/nonce-store.ts';
import { createSealer, deriveKeys } from '../seal/sealer.ts';
import type { QuestionState } from '../writes/approval.ts';
import { type CallEnvironment, callTool } from './call-tool.ts';
import { instructions } from './instructions.ts';
import { type Log, silentLog } from './log.ts';
import { checkInstance, instanceName, type OmniInstance } from './omni-instance.ts';
import { VERSION } from './version.ts';

export interface OmniMcpOptions {
  /** The Omni to work for. */
  readonly instance: OmniInstance;
  /** How far this server may go. @default 'read' */
  readonly access?: Access;
  /** How writes are approved. @default 'elicit', which refuses when the client cannot ask a person */
  readonly confirm?: ConfirmMode;
  /** Only these tools, of those the access level has. @default all */
  readonly tools?: readonly string[];
  /** At least 32 random bytes. Processes that share it accept each other's plans. @default made for this process */
  readonly secret?: Uint8Array;
  /** Where spent plans are remembered. @default in memory */
  readonly nonces?: NonceStore;
  /** Milliseconds since the epoch. @default Date.now */
  readonly now?: () => number;
  /** @default nothing is logged */
  readonly log?: Log;
  /** Largest request body in bytes. @default 4 MiB */
  readonly maxBodyBytes?: number;
}

/** The server, ready to be put behind an entry. */
export interface OmniMcp {
  /** Makes a server for one connection or one request; both protocol generations. */
  readonly factory: McpServerFactory;
  /** Web-standard handler. It does not look at Host, Origin or tokens: put a guard in front. */
  readonly handler: McpHttpHandler;
  /** Tools this server offers, in the order they are listed. */
  readonly tools: readonly Tool[];
  readonly access: Access;
  /** Ends streams that are open. The clients stay open: whoever made them closes them. */
  close(): Promise<void>;
}

/** Largest request body in bytes, unless told otherwise. */
export const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** How long clients may keep the list of tools, in milliseconds. */
const LIST_TTL_MS = 60_000;

/**
 * Puts the parts together. Everything that does not depend on the request is made here, once.
 * @throws {OmniError} `configuration_invalid` when the clients or the tools do not match the access level
 */
export function createOmniMcp(options: OmniMcpOptions): OmniMcp {
  const {
    instance,
    access = 'read',
    confirm = 'elicit',
    tools: chosen,
    secret,
    now = Date.now,
    nonces = new MemoryNonceStore(now),
    log = silentLog,
    maxBodyBytes = MAX_BODY_BYTES,
  } = options;
  checkInstance(instance, access);
  const keys = deriveKeys(secret);
  const questions = createRequestStateCodec<QuestionState>({ key: keys.requestState });
  const environment: CallEnvironment = {
    instance,
    name: instanceName(instance),
    access,
    confirm,
    nonces,
    questions,
    sealer: createSealer(keys.seal),
    cursors: createCursorSealer(keys.cursors),
    markerKey: keys.marker,
    now,
    log,
  };
  const tools = chooseTools(access, chosen);
  const report = (error: Error) => log.warn({ error: error.name }, 'a request was refused or failed');

  const factory: McpServerFactory = ({ era }) => {
    const server = new McpServer(
      { name: 'omni-mcp', title: 'Omni', version: VERSION },
      {
        instructions: instructions(access),
        capabilities: { tools: {} },
        cacheHints: { 'tools/list': { ttlMs: LIST_TTL_MS, cacheScope: 'private' } },
        requestState: { verify: questions.verify },
        maxToolInputElements: 10_000,
      },
    );
    for (const tool of tools) {
      const { name, title, description, input, output } = tool;
      const annotations = hintsOf(name, access);
      server.registerTool(
        name,
        { title, description, inputSchema: input, outputSchema: output, annotations },
        (args, context) => callTool(tool, args, { context, era, server }, environment),
      );
    }
    return server;
  };
  const handler = createMcpHandler(factory, { maxRequestBodySize: maxBodyBytes, onerror: report });
  return { factory, handler, tools, access, close: () => handler.close() };
}

/** @throws {OmniError} `configuration_invalid` for a tool that does not exist or is beyond the access level */
function chooseTools(access: Access, chosen: readonly string[] | undefined): readonly Tool[] {
  const available = CATALOGUE.filter(({ name }) => isAvailable(name, access));
  const missing = chosen?.find((wanted) => !available.some(({ name }) => name === wanted));
  if (missing !== undefined) {
    throw new OmniError('configuration_invalid', `There is no tool ${missing} at access ${access}.`, {
      hint: 'Take the name from docs/tools.md, or raise the access level.',
    });
  }
  return chosen === undefined ? available : available.filter(({ name }) => chosen.includes(name));
}
