import {
  type CursorSealer,
  canonicalJson,
  countMarkers,
  createMarker,
  type Marker,
  redactText,
  redactValue,
} from '@fleetwright/omni-core';
import {
  type CallToolResult,
  type InputRequiredResult,
  isInputRequiredResult,
  type McpRequestContext,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { stringify } from 'yaml';
import type { Reply } from '../catalogue/reply.ts';
import { riskOf } from '../catalogue/risk.ts';
import type { ConfirmMode, ReadServices } from '../catalogue/services.ts';
import type { Access } from '../catalogue/tier.ts';
import type { Tool, WriteTool } from '../catalogue/tool.ts';
import { errorBody, errorReply } from '../errors/error-reply.ts';
import { SafeOmni } from '../redaction/safe-omni.ts';
import type { NonceStore } from '../seal/nonce-store.ts';
import { digest, type Sealer } from '../seal/sealer.ts';
import { answerIn, type QuestionState } from '../writes/approval.ts';
import { canAsk } from '../writes/can-ask.ts';
import { planReply, printPlanReply } from '../writes/plan-reply.ts';
import { runWrite } from '../writes/run-write.ts';
import type { Log } from './log.ts';
import type { OmniInstance } from './omni-instance.ts';

/** What all calls of a server share. */
export interface CallEnvironment {
  readonly instance: OmniInstance;
  readonly name: string;
  readonly access: Access;
  readonly confirm: ConfirmMode;
  readonly nonces: NonceStore;
  readonly questions: RequestStateCodec<QuestionState>;
  readonly sealer: Sealer;
  readonly cursors: CursorSealer;
  readonly markerKey: Uint8Array;
  readonly now: () => number;
  readonly log: Log;
}

/** What belongs to one call. */
export interface CallRequest {
  readonly context: ServerContext;
  readonly era: McpRequestContext['era'];
  readonly server: McpServer;
}

/** Key under `_meta` of a reply that says how far its content can be trusted. */
export const LABEL_META = 'dev.omni/label';

/** Content of replies comes from machines and users of the fleet, and is the operator's. */
const LABEL = { integrity: 'untrusted', confidentiality: 'private' } as const;

/** Runs one call: never throws, never shows what redaction did not pass, leaves one line in the log. */
export async function callTool(
  tool: Tool,
  args: unknown,
  request: CallRequest,
  environment: CallEnvironment,
): Promise<CallToolResult | InputRequiredResult> {
  const { now, log } = environment;
  const started = now();
  const marker = createMarker(environment.markerKey);
  const principal = principalOf(request.context);
  const line = {
    tool: tool.name,
    tier: riskOf(tool.name).tier,
    era: request.era,
    principal,
    args: digest(canonicalJson(args)),
  };
  try {
    const outcome = await answer(tool, args, request, environment, marker);
    const result = isInputRequiredResult(outcome) ? outcome : successReply(outcome, marker, started);
    log.info({ ...line, outcome: outcomeOf(outcome), ms: now() - started }, 'tool call');
    return result;
  } catch (error) {
    const { code } = errorBody(error);
    log.info({ ...line, outcome: code, ms: now() - started }, 'tool call');
    if (code === 'INTERNAL') {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.error({ tool: tool.name, error: redactText(text, marker) }, 'a tool failed unexpectedly');
    }
    return errorReply(error, marker);
  }
}

async function answer(
  tool: Tool,
  args: unknown,
  request: CallRequest,
  environment: CallEnvironment,
  marker: Marker,
): Promise<Reply<unknown> | InputRequiredResult> {
  const { instance, name, access, confirm, sealer, cursors, now } = environment;
  const { signal } = request.context.mcpReq;
  const services: ReadServices = {
    omni: new SafeOmni(instance.reader, { marker, fingerprintKey: environment.markerKey }, signal),
    instance: name,
    access,
    confirm,
    sealer,
    cursors,
    now,
    signal,
  };
  return tool.kind === 'read'
    ? tool.run(args, services)
    : write(tool, args, request, environment, { services, marker });
}

async function write(
  tool: WriteTool,
  args: unknown,
  { context, server, era }: CallRequest,
  { instance, nonces, questions, markerKey }: CallEnvironment,
  { services, marker }: { readonly services: ReadServices; readonly marker: Marker },
): Promise<Reply<unknown> | InputRequiredResult> {
  // The access check of the composition guarantees a writer wherever a writing tool is offered.
  const { reader, writer = reader } = instance;
  const { plan_token, ...own } = args as Readonly<Record<string, unknown>>;
  const outcome = await runWrite(tool, {
    args: own,
    planToken: typeof plan_token === 'string' ? plan_token : undefined,
    services: { ...services, reader, writer, marker, fingerprintKey: markerKey },
    principal: `${principalOf(context)}\0${writer.identity}`,
    nonces,
    canAsk: canAsk(context, server, era),
    answerTo: (nonce, tier) => answerIn(context, nonce, tier),
    sealQuestion: (nonce) => questions.mint({ nonce }, context),
  });
  return isInputRequiredResult(outcome)
    ? outcome
    : { data: outcome, text: (safe) => printPlanReply(planReply.parse(safe)) };
}

function successReply({ data, text }: Reply<unknown>, marker: Marker, readAt: number): CallToolResult {
  const safe = redactValue(data, marker);
  const redactions = countMarkers(JSON.stringify(safe));
  const asOf = new Date(readAt).toISOString();
  const body = text === undefined ? stringify(safe, { lineWidth: 0 }).trimEnd() : text(safe);
  return {
    content: [{ type: 'text', text: `${body}\nas_of: ${asOf}, redactions: ${redactions}` }],
    structuredContent: { data: safe, redactions, as_of: asOf },
    _meta: { [LABEL_META]: LABEL },
  };
}

function outcomeOf(outcome: Reply<unknown> | InputRequiredResult): string {
  if (isInputRequiredResult(outcome)) return 'asked';
  const { data } = outcome;
  return typeof data === 'object' && data !== null && 'status' in data ? String(data.status) : 'ok';
}

function principalOf(context: ServerContext): string {
  return context.http?.authInfo?.clientId ?? 'local';
}
