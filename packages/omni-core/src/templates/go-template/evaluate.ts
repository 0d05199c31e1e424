import { compareBytes } from '../../resources/yaml/byte-order.ts';
import type { Budget } from './budget.ts';
import { ArgumentFault, AuthorFault, Fault, FollowingFault } from './fault.ts';
import type { TemplateFunction } from './function.ts';
import { printScalar, unprintable } from './print-value.ts';
import { type Origin, Output } from './rendered-text.ts';
import type { Source } from './source.ts';
import type {
  ActionStatement,
  CallStatement,
  Command,
  ConditionalStatement,
  Definition,
  FieldName,
  FunctionCall,
  Operand,
  Pipeline,
  RangeStatement,
  Statement,
} from './syntax-tree.ts';
import { isList, isMap, isTrue, Missing, nameOfKind, type Value, type ValueMap } from './value.ts';

export interface EvaluateOptions {
  readonly budget: Budget;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** Templates that can be included. */
  readonly definitions: ReadonlyMap<string, Definition>;
  /** Takes a name without a value for null, and prints null as nothing. */
  readonly lenient: boolean;
  /** Where a member of a map or list comes from. */
  readonly originOf: (container: Value, key: string | number) => Origin | undefined;
  /** Told about each action that failed; evaluating carries on behind it. */
  readonly report: (source: Source, fault: Fault) => void;
}

/** What one use of a definition has to itself. */
interface Frame {
  readonly source: Source;
  readonly slots: Variable[];
  readonly out: Output;
}

/** A value and what it was made from. `undefined` values failed to be made, which is reported already. */
interface Variable {
  readonly value: Value | undefined;
  readonly origins: readonly Origin[];
}

type Flow = 'next' | 'break' | 'continue';

const NO_ORIGINS: readonly Origin[] = [];
const UNSET: Variable = { value: undefined, origins: NO_ORIGINS };
const MOST_KNOWN_NAMES = 8;
const MOST_ORIGINS = 32;

/** Evaluates one composition's templates. Goes on after faults, so that all of them are reported. */
export class Evaluator {
  readonly #options: EvaluateOptions;
  readonly #budget: Budget;
  /** What the action being evaluated has looked up. */
  #origins: Origin[] = [];
  /** Where evaluation is. */
  #position: { readonly source: Source; readonly at: number } | undefined;

  constructor(options: EvaluateOptions) {
    this.#options = options;
    this.#budget = options.budget;
  }

  /** The statement that is being evaluated. */
  get position(): { readonly source: Source; readonly at: number } | undefined {
    return this.#position;
  }

  /** Writes what a definition makes of a value. @throws {TemplateLimitError} */
  run(definition: Definition, dot: Value, out: Output, origins: readonly Origin[] = NO_ORIGINS): void {
    const slots = new Array<Variable>(definition.slots).fill(UNSET);
    slots[0] = { value: dot, origins };
    this.#block(definition.body, { value: dot, origins }, { source: definition.source, slots, out });
  }

  #block(body: readonly Statement[], dot: Variable, frame: Frame): Flow {
    for (const statement of body) {
      this.#budget.spend();
      if (statement.kind === 'text') {
        frame.out.write(statement.text, frame.source, statement.at);
        continue;
      }
      this.#position = { source: frame.source, at: statement.at };
      const flow = this.#guarded(statement, dot, frame);
      if (flow !== 'next') return flow;
    }
    return 'next';
  }

  /** A statement that fails is reported and skipped. */
  #guarded(statement: Exclude<Statement, { kind: 'text' }>, dot: Variable, frame: Frame): Flow {
    try {
      return this.#statement(statement, dot, frame);
    } catch (error) {
      if (error instanceof Fault) this.#options.report(frame.source, error);
      else if (!(error instanceof FollowingFault)) throw error;
      return 'next';
    }
  }

  #statement(statement: Exclude<Statement, { kind: 'text' }>, dot: Variable, frame: Frame): Flow {
    if (!frame.out.captures) this.#origins = [];
    switch (statement.kind) {
      case 'action':
        this.#action(statement, dot, frame);
        return 'next';
      case 'if':
      case 'with':
        return this.#conditional(statement, dot, frame);
      case 'range':
        return this.#range(statement, dot, frame);
      case 'template':
        this.#call(statement, dot, frame);
        return 'next';
      default:
        return statement.kind;
    }
  }

  #action({ at, pipeline }: ActionStatement, dot: Variable, frame: Frame): void {
    const value = this.#set(pipeline, dot, frame);
    if (pipeline.variables.length > 0) return;
    const text = printScalar(value) ?? (this.#options.lenient && value === null ? '' : undefined);
    if (text === undefined) {
      const { message, hint } = unprintable(value);
      throw new Fault(pipeline.at, message, hint);
    }
    frame.out.write(text, frame.source, at, this.#origins);
  }

  #conditional(statement: ConditionalStatement, dot: Variable, frame: Frame): Flow {
    const { kind, pipeline, body, otherwise } = statement;
    const value = this.#set(pipeline, dot, frame);
    if (!isTrue(value)) return this.#block(otherwise, dot, frame);
    return this.#block(body, kind === 'with' ? { value, origins: this.#origins.slice() } : dot, frame);
  }

  #range({ pipeline, body, otherwise }: RangeStatement, dot: Variable, frame: Frame): Flow {
    const container = this.#demand(this.#pipeline(pipeline, dot, frame));
    const [first, second] = pipeline.variables;
    let rounds = 0;
    for (const [key, value] of this.#members(container, pipeline)) {
      rounds += 1;
      this.#budget.spend();
      const origin = typeof key === 'bigint' ? Number(key) : key;
      const found = isList(container) || isMap(container) ? this.#options.originOf(container, origin) : undefined;
      const element: Variable = { value, origins: found === undefined ? NO_ORIGINS : [found] };
      if (first !== undefined) {
        frame.slots[first] = second === undefined ? element : { value: key, origins: NO_ORIGINS };
      }
      if (second !== undefined) frame.slots[second] = element;
      if (this.#block(body, element, frame) === 'break') break;
    }
    return rounds === 0 ? this.#block(otherwise, dot, frame) : 'next';
  }

  /** What `range` goes over: lists in order, maps by key, whole numbers from 0. */
  *#members(container: Value, { at }: Pipeline): Generator<readonly [bigint | string, Value]> {
    if (container === null) return;
    if (isList(container)) {
      let index = 0n;
      for (const value of container) yield [index++, value];
    } else if (isMap(container)) {
      this.#budget.spend(container.size);
      for (const key of [...container.keys()].sort(compareBytes)) yield [key, container.get(key) ?? null];
    } else if (typeof container === 'bigint') {
      for (let index = 0n; index < container; index++) yield [index, index];
    } else {
      throw new Fault(at, `this is ${nameOfKind(container)}, and range goes over lists and maps`);
    }
  }

  #call({ name, nameAt, pipeline }: CallStatement, dot: Variable, frame: Frame): void {
    const definition = this.#options.definitions.get(name);
    if (definition === undefined) throw new Fault(nameAt, `no template is defined as ${JSON.stringify(name)}`);
    const value = pipeline === undefined ? null : this.#set(pipeline, dot, frame);
    const origins = this.#origins.slice();
    this.#budget.deeper(() => this.run(definition, value, frame.out, origins));
  }

  /** The value of a pipeline, which it also gives to its variable when it has one. */
  #set(pipeline: Pipeline, dot: Variable, frame: Frame): Value {
    const [slot] = pipeline.variables;
    try {
      const value = this.#demand(this.#pipeline(pipeline, dot, frame));
      if (slot !== undefined) frame.slots[slot] = { value, origins: this.#origins.slice() };
      return value;
    } catch (error) {
      if (slot !== undefined) frame.slots[slot] = UNSET;
      throw error;
    }
  }

  #pipeline({ commands }: Pipeline, dot: Variable, frame: Frame): Value | Missing {
    let piped: { readonly result: Value | Missing; readonly at: number } | undefined;
    for (const command of commands) piped = { result: this.#command(command, piped, dot, frame), at: command.at };
    return piped?.result ?? null;
  }

  #command(
    command: Command,
    piped: { readonly result: Value | Missing; readonly at: number } | undefined,
    dot: Variable,
    frame: Frame,
  ): Value | Missing {
    this.#budget.spend();
    if (command.kind === 'operand') return this.#operand(command.operand, dot, frame);
    return this.#function(command, piped, dot, frame);
  }

  #operand(operand: Operand, dot: Variable, frame: Frame): Value | Missing {
    this.#budget.spend();
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'dot':
        return this.#member(this.#read(dot), operand.at, operand.fields, frame.source);
      case 'variable': {
        const variable = frame.slots[operand.slot];
        return this.#member(this.#read(variable), operand.at, operand.fields, frame.source);
      }
      case 'nested':
        return this.#member(this.#pipeline(operand.pipeline, dot, frame), operand.at, operand.fields, frame.source);
      case 'call':
        return this.#function(operand.call, undefined, dot, frame);
    }
  }

  #read(variable: Variable | undefined): Value {
    if (variable?.value === undefined) throw new FollowingFault();
    for (const origin of variable.origins) this.#note(origin);
    return variable.value;
  }

  /** Keeps in mind what an action was made from: enough to explain it, not a list of everything. */
  #note(origin: Origin | undefined): void {
    if (origin !== undefined && this.#origins.length < MOST_ORIGINS) this.#origins.push(origin);
  }

  #member(base: Value | Missing, at: number, fields: readonly FieldName[], source: Source): Value | Missing {
    let value = base;
    let end = at;
    let origin: Origin | undefined;
    for (const { name, end: fieldEnd } of fields) {
      if (value instanceof Missing) return value;
      const described = source.text.slice(at, end) || 'the dot';
      if (value === null) return new Missing(described, at, 'null');
      if (!isMap(value)) {
        const hint = isList(value) ? 'use index or range' : undefined;
        throw new Fault(at, `${described} is ${nameOfKind(value)} and has no field ${name}`, hint);
      }
      const member: Value | undefined = value.get(name);
      if (member === undefined) {
        return new Missing(source.text.slice(at, fieldEnd), at, 'not set', value);
      }
      origin = this.#options.originOf(value, name);
      value = member;
      end = fieldEnd;
    }
    // What it was found in has been read on the way only.
    this.#note(origin);
    return value;
  }

  #function(
    { name, at, operands }: FunctionCall,
    piped: { readonly result: Value | Missing; readonly at: number } | undefined,
    dot: Variable,
    frame: Frame,
  ): Value | Missing {
    if (name === 'and' || name === 'or') return this.#logic(name, operands, piped, dot, frame);
    const known = this.#options.functions.get(name);
    if (known === undefined) throw new Fault(at, `there is no function ${name}`);
    const results = operands.map((operand) => this.#operand(operand, dot, frame));
    if (piped !== undefined) results.push(piped.result);
    const [least, most] = known.takes;
    if (results.length < least || results.length > most) {
      throw new Fault(at, `${name} takes ${describeRange(least, most)}, not ${results.length}`);
    }
    const args = results.map((result) =>
      known.takesMissing && result instanceof Missing ? null : this.#demand(result),
    );
    try {
      return withDescription(known.call(args, { budget: this.#budget, include: this.#include }), name, at);
    } catch (error) {
      if (!(error instanceof ArgumentFault)) throw error;
      const place = operands[error.argument] ?? (error.argument === operands.length ? piped : undefined);
      const message = error instanceof AuthorFault ? error.message : `${name}: ${error.message}`;
      throw new Fault(place?.at ?? at, message, error.hint);
    }
  }

  /** The first operand that decides, or the last. Those behind are not evaluated. */
  #logic(
    name: 'and' | 'or',
    operands: readonly Operand[],
    piped: { readonly result: Value | Missing; readonly at: number } | undefined,
    dot: Variable,
    frame: Frame,
  ): Value {
    let value: Value = null;
    for (const operand of operands) {
      value = this.#demand(this.#operand(operand, dot, frame));
      if (isTrue(value) === (name === 'or')) return value;
    }
    return piped === undefined ? value : this.#demand(piped.result);
  }

  readonly #include = (name: string, dot: Value): string => {
    const definition = this.#options.definitions.get(name);
    if (definition === undefined) throw new ArgumentFault(0, `no template is defined as ${JSON.stringify(name)}`);
    const out = new Output(this.#budget, true);
    const position = this.#position;
    this.#budget.deeper(() => this.run(definition, dot, out));
    this.#position = position;
    return out.text();
  };

  /** @throws {Fault} for a name without a value, unless that is allowed */
  #demand(result: Value | Missing): Value {
    if (!(result instanceof Missing)) return result;
    if (this.#options.lenient) return null;
    const { description, at, reason, within } = result;
    if (reason === 'null') throw new Fault(at, `${description} is null`, 'set it, or use default');
    throw new Fault(at, `${description} is not set`, within && describeNames(within));
  }
}

/** A function that looks something up does not know where the template asks for it. */
function withDescription(result: Value | Missing, name: string, at: number): Value | Missing {
  if (!(result instanceof Missing)) return result;
  return new Missing(`${name}: ${result.description}`, at, result.reason, result.within);
}

function describeNames(map: ValueMap): string | undefined {
  const names = map.keys().take(MOST_KNOWN_NAMES).toArray();
  return names.length === 0 ? undefined : `set are: ${names.join(', ')}${map.size > names.length ? ', …' : ''}`;
}

function describeRange(least: number, most: number): string {
  const count =
    most === Number.POSITIVE_INFINITY ? `at least ${least}` : least === most ? least : `${least} to ${most}`;
  return `${count} argument${count === 1 ? '' : 's'}`;
}
