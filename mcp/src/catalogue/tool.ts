import { z } from 'zod';
import { planReply } from '../writes/plan-reply.ts';
import type { WritePlan } from '../writes/write-plan.ts';
import { publishedSchema } from './published-schema.ts';
import type { Reply } from './reply.ts';
import type { ToolName } from './risk.ts';
import type { ReadServices, WriteServices } from './services.ts';

type Published = ReturnType<typeof publishedSchema>;

interface ToolBase {
  readonly name: ToolName;
  readonly title: string;
  readonly description: string;
  readonly input: Published;
  readonly output: Published;
}

/** A tool that only reads. It never sees an unredacted resource. */
export interface ReadTool extends ToolBase {
  readonly kind: 'read';
  run(args: unknown, services: ReadServices): Promise<Reply<unknown>>;
}

/** A tool that plans first. The plan is a value that the server seals, shows, compares and only then carries out. */
export interface WriteTool extends ToolBase {
  readonly kind: 'write';
  /** True for narrow, reversible writes: they may be applied in the call that plans them. */
  readonly planOptional: boolean;
  plan(args: unknown, services: WriteServices): Promise<WritePlan>;
}

/** Any tool of the catalogue. */
export type Tool = ReadTool | WriteTool;

interface Definition<Input extends z.ZodObject> {
  readonly name: ToolName;
  readonly title: string;
  /** What it does, when to use it, and what to use instead; static text. */
  readonly description: string;
  readonly input: Input;
}

interface ReadDefinition<Input extends z.ZodObject, Data extends z.ZodObject> extends Definition<Input> {
  readonly data: Data;
  run(args: z.output<Input>, services: ReadServices): Promise<Reply<z.output<Data>>>;
}

interface WriteDefinition<Input extends z.ZodObject> extends Definition<Input> {
  /** @default false */
  readonly planOptional?: boolean;
  plan(args: z.output<Input>, services: WriteServices): Promise<WritePlan>;
}

/** Parts every reply has beside its data: how many values are hidden in it, and when Omni was read. */
const ENVELOPE = {
  redactions: z.int(),
  as_of: z.string(),
};

/** Arguments every write takes beside its own. */
export const PLAN_ARGUMENTS = {
  plan_token: z.string().max(400).optional().describe('Token of the plan to carry out. Leave out to get a plan'),
};

/** Defines a tool that reads. */
export function readTool<Input extends z.ZodObject, Data extends z.ZodObject>(
  definition: ReadDefinition<Input, Data>,
): ReadTool {
  const { name, title, description, input, data } = definition;
  return {
    kind: 'read',
    name,
    title,
    description,
    input: publishedSchema(input),
    output: publishedSchema(z.object({ data, ...ENVELOPE })),
    async run(args, services) {
      const { data: answer, text } = await definition.run(input.parse(args), services);
      return { data: answer, ...(text === undefined ? {} : { text: (safe) => text(data.parse(safe)) }) };
    },
  };
}

/** Defines a tool that writes. Whatever it does is in the plan it returns; planning itself only reads. */
export function writeTool<Input extends z.ZodObject>(definition: WriteDefinition<Input>): WriteTool {
  const { name, title, description, input, planOptional = false } = definition;
  return {
    kind: 'write',
    name,
    title,
    description,
    planOptional,
    input: publishedSchema(input.extend(PLAN_ARGUMENTS)),
    output: publishedSchema(z.object({ data: planReply, ...ENVELOPE })),
    plan: (args, services) => definition.plan(input.parse(args), services),
  };
}
