import type { Source } from './source.ts';
import type { Value } from './value.ts';

/** A template, or one that another template defines. */
export interface Definition {
  readonly source: Source;
  readonly body: readonly Statement[];
  /** How many variables it declares, `$` included. */
  readonly slots: number;
}

export type Statement =
  | TextStatement
  | ActionStatement
  | ConditionalStatement
  | RangeStatement
  | CallStatement
  | { readonly kind: 'break' | 'continue'; readonly at: number };

/** Text that stands for itself. */
export interface TextStatement {
  readonly kind: 'text';
  readonly at: number;
  readonly text: string;
}

/** `{{ pipeline }}`: prints, unless it declares or assigns. */
export interface ActionStatement {
  readonly kind: 'action';
  readonly at: number;
  readonly pipeline: Pipeline;
}

/** `if` and `with`, and what their `else` says. */
export interface ConditionalStatement {
  readonly kind: 'if' | 'with';
  readonly at: number;
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface RangeStatement {
  readonly kind: 'range';
  readonly at: number;
  readonly pipeline: Pipeline;
  readonly body: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

/** `{{ template "name" pipeline }}`. */
export interface CallStatement {
  readonly kind: 'template';
  readonly at: number;
  readonly name: string;
  readonly nameAt: number;
  readonly pipeline: Pipeline | undefined;
}

export interface Pipeline {
  readonly at: number;
  /** Slots of the variables on its left side: one, or for `range` up to two. */
  readonly variables: readonly number[];
  /** `:=` makes new variables, `=` gives old ones another value. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

/** What stands between the bars of a pipeline. */
export type Command = FunctionCall | OperandCommand;

export interface FunctionCall {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  readonly operands: readonly Operand[];
}

export interface OperandCommand {
  readonly kind: 'operand';
  readonly at: number;
  readonly operand: Operand;
}

export type Operand =
  | { readonly kind: 'literal'; readonly at: number; readonly value: Value }
  /** `.`, `.a.b` */
  | { readonly kind: 'dot'; readonly at: number; readonly fields: readonly FieldName[] }
  /** `$x`, `$x.a.b` */
  | { readonly kind: 'variable'; readonly at: number; readonly slot: number; readonly fields: readonly FieldName[] }
  /** `(pipeline)`, `(pipeline).a.b` */
  | {
      readonly kind: 'nested';
      readonly at: number;
      readonly pipeline: Pipeline;
      readonly fields: readonly FieldName[];
    }
  /** A function without arguments as the argument of another. */
  | { readonly kind: 'call'; readonly at: number; readonly call: FunctionCall };

export interface FieldName {
  readonly name: string;
  /** Where it ends. */
  readonly end: number;
}
