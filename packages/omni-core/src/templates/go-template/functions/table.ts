import { textAt } from '../arguments.ts';
import type { TemplateFunction } from '../function.ts';
import { whyAbsent } from './absent.ts';
import { collectionFunctions } from './collections.ts';
import { encodeFunctions } from './encode.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './numbers.ts';
import { textFunctions, toText } from './text.ts';

const include: TemplateFunction = {
  takes: [2, 2],
  call: (args, context) => context.include(textAt(args, 0), args[1] ?? null),
};

/** Every function of the language, by name. `and` and `or` stop at the operand that decides; the evaluator has them. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ...[logicFunctions, textFunctions, numberFunctions, collectionFunctions, encodeFunctions].flatMap(Object.entries),
  ['toString', toText],
  ['include', include],
]);

const SPECIAL: ReadonlySet<string> = new Set(['and', 'or']);

/** Why a name cannot be called; `undefined` when it can. */
export function refuseFunction(
  name: string,
): { readonly message: string; readonly hint: string | undefined } | undefined {
  if (FUNCTIONS.has(name) || SPECIAL.has(name)) return undefined;
  return { message: `there is no function ${name}`, hint: whyAbsent(name) };
}
