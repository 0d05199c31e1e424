import type { Budget } from './budget.ts';
import { Fault } from './fault.ts';
import { parseGoNumber } from './literal.ts';
import type { Scope } from './scope.ts';
import type { Command, FieldName, FunctionCall, Operand, Pipeline } from './syntax-tree.ts';
import { describeToken, type TokenReader } from './token-reader.ts';

/** What parsing one definition shares. */
export interface ParseContext {
  readonly reader: TokenReader;
  readonly scope: Scope;
  readonly budget: Budget;
  /** Why there is no function of a name; `undefined` when there is one. */
  readonly refuseFunction: (name: string) => Pick<Fault, 'message' | 'hint'> | undefined;
}

/** Parses up to the end of the action. `variables` is how many a declaration may have. @throws {Fault} */
export function parsePipeline(context: ParseContext, variables: 1 | 2 = 1): Pipeline {
  const { reader } = context;
  const { at } = reader;
  const { names, assigns } = parseDeclaration(context, variables);
  const slotOf = ({ name, at: nameAt }: VariableName) =>
    assigns ? visible(context, name, nameAt) : context.scope.declare(name);
  try {
    const commands = parseCommands(context);
    // A variable is not visible in what gives it its value.
    return { at, variables: names.map(slotOf), assigns, commands };
  } catch (error) {
    // Declared all the same, or every use of it would be reported.
    if (!assigns) names.map(slotOf);
    throw error;
  }
}

interface VariableName {
  readonly name: string;
  readonly at: number;
}

function parseDeclaration({ reader }: ParseContext, most: 1 | 2) {
  const names: VariableName[] = [];
  const kindAfter = (ahead: number) => (reader.peek()?.kind === 'variable' ? reader.peek(ahead)?.kind : undefined);
  const pair = kindAfter(1) === ',';
  const sign = pair ? reader.peek(3)?.kind : kindAfter(1);
  if (pair && most === 1) throw new Fault(reader.at, 'only range can set two variables');
  if (sign !== ':=' && sign !== '=') return { names, assigns: false };
  for (let count = pair ? 2 : 1; count > 0; count -= 1) {
    const { text: name, at } = reader.expect('variable', 'a variable');
    if (name === '$') throw new Fault(at, '$ stands for the values and cannot be set');
    names.push({ name, at });
    reader.take();
  }
  return { names, assigns: sign === '=' };
}

function parseCommands(context: ParseContext): readonly Command[] {
  const { reader } = context;
  const commands = [parseCommand(context)];
  while (reader.takeIf('|') !== undefined) {
    const command = parseCommand(context);
    if (command.kind !== 'call') throw new Fault(command.at, 'only a function can follow a |');
    commands.push(command);
  }
  return commands;
}

function parseCommand(context: ParseContext): Command {
  const { reader } = context;
  const { at } = reader;
  const call = parseFunctionName(context);
  const operands: Operand[] = [];
  for (let token = reader.peek(); token && !ends(token.kind); token = reader.peek()) {
    const glued = !token.spaced && (call !== undefined || operands.length > 0);
    if (glued) throw new Fault(token.at, `put a space in front of ${describeToken(token)}`);
    operands.push(parseOperand(context));
  }
  if (call !== undefined) return { ...call, operands };
  const [operand, extra] = operands;
  if (operand === undefined) throw new Fault(at, 'a value is missing here');
  if (extra !== undefined) throw new Fault(at, 'this is no function and takes no arguments');
  return { kind: 'operand', at, operand };
}

function ends(kind: string): boolean {
  return kind === 'close' || kind === ')' || kind === '|';
}

const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['nil', null],
]);

function parseFunctionName({ reader, refuseFunction }: ParseContext): FunctionCall | undefined {
  const token = reader.peek();
  if (token?.kind !== 'word' || CONSTANTS.has(token.text)) return undefined;
  reader.take();
  const refusal = refuseFunction(token.text);
  if (refusal !== undefined) throw new Fault(token.at, refusal.message, refusal.hint);
  return { kind: 'call', at: token.at, name: token.text, operands: [] };
}

function parseOperand(context: ParseContext): Operand {
  const { reader, budget } = context;
  const token = reader.peek();
  const { at } = reader;
  const call = parseFunctionName(context);
  if (call !== undefined) return { kind: 'call', at, call };
  reader.take();
  switch (token?.kind) {
    case 'word':
      return { kind: 'literal', at, value: CONSTANTS.get(token.text) ?? null };
    case 'string':
      return { kind: 'literal', at, value: token.text };
    case 'character':
      return { kind: 'literal', at, value: BigInt(token.text.codePointAt(0) ?? 0) };
    case 'number': {
      const value = parseGoNumber(token.text);
      if (value === undefined) throw new Fault(at, 'this is not a number, or one too large');
      return { kind: 'literal', at, value };
    }
    case 'dot':
      return { kind: 'dot', at, fields: [] };
    case 'field':
      return { kind: 'dot', at, fields: [{ name: token.text, end: token.end }, ...parseFields(context)] };
    case 'variable':
      return { kind: 'variable', at, slot: visible(context, token.text, at), fields: parseFields(context) };
    case '(': {
      const pipeline = budget.deeper(() => parsePipeline(context));
      reader.expect(')', 'a closing bracket');
      return { kind: 'nested', at, pipeline, fields: parseFields(context) };
    }
    default:
      throw new Fault(at, token === undefined ? 'a value is missing here' : `unexpected ${describeToken(token)}`);
  }
}

function parseFields({ reader }: ParseContext): FieldName[] {
  const fields: FieldName[] = [];
  for (let next = reader.peek(); next?.kind === 'field' && !next.spaced; next = reader.peek()) {
    reader.take();
    fields.push({ name: next.text, end: next.end });
  }
  return fields;
}

function visible({ scope }: ParseContext, name: string, at: number): number {
  const slot = scope.find(name);
  if (slot === undefined) throw new Fault(at, `the variable ${name} is not declared`, `declare it with ${name} := …`);
  return slot;
}
