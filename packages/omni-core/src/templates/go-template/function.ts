import type { Budget } from './budget.ts';
import type { Missing, Value } from './value.ts';

/** What a function may use besides its arguments. Nothing here reaches files, the network, the clock or chance. */
export interface CallContext {
  readonly budget: Budget;
  /** Evaluates a defined template with a value as its dot. */
  include(name: string, dot: Value): string;
}

/** A function that templates can call. */
export interface TemplateFunction {
  /** Fewest and most arguments. */
  readonly takes: readonly [least: number, most: number];
  /** A name without a value is no error as an argument, but null. */
  readonly takesMissing?: true;
  /** @throws {ArgumentFault} for arguments that do not fit, `TemplateLimitError` for results that are too large */
  call(args: readonly Value[], context: CallContext): Value | Missing;
}

export type FunctionTable = Readonly<Record<string, TemplateFunction>>;
