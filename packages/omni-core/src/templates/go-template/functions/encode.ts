import { quoteGoJson } from '../../../printing/go-json.ts';
import { type GoYamlValue, UntypedScalar } from '../../../resources/yaml/go-yaml.ts';
import { printBlockYaml } from '../../yaml/print-block.ts';
import { plain } from '../arguments.ts';
import type { Budget } from '../budget.ts';
import { ArgumentFault } from '../fault.ts';
import type { FunctionTable } from '../function.ts';
import { isList, isMap, type Value, WrittenNumber } from '../value.ts';

/** Writing values as data. Maps keep the order they were written in. */
export const encodeFunctions: FunctionTable = {
  toYaml: {
    takes: [1, 1],
    call: ([value = null], { budget }) => paid(printBlockYaml(toYamlValue(value, budget)), budget),
  },
  toJson: { takes: [1, 1], call: ([value = null], { budget }) => paid(toJson(value, budget), budget) },
  toPrettyJson: { takes: [1, 1], call: ([value = null], { budget }) => paid(toJson(value, budget, '\n'), budget) },
};

function paid(text: string, budget: Budget): string {
  budget.spendCharacters(text.length);
  return text;
}

/** Pays for every part, because a value can hold the same part many times over. */
function toYamlValue(value: Value, budget: Budget): GoYamlValue {
  if (isList(value)) {
    budget.spend(1 + value.length);
    return value.map((item) => toYamlValue(item, budget));
  }
  if (isMap(value)) {
    budget.spend(1 + value.size);
    return new Map(value.entries().map(([key, item]) => [key, toYamlValue(item, budget)]));
  }
  if (typeof value === 'string') return paid(value, budget);
  return value instanceof WrittenNumber ? new UntypedScalar(value.text) : value;
}

/** `newline` is the line break and the margin in front of the next line, empty for JSON on one line. */
function toJson(value: Value, budget: Budget, newline = ''): string {
  budget.spend();
  const inner = newline === '' ? '' : `${newline}  `;
  if (isList(value))
    return bracketed(
      '[',
      ']',
      value.map((item) => toJson(item, budget, inner)),
      newline,
    );
  if (isMap(value)) {
    const space = newline === '' ? '' : ' ';
    const entries = [...value].map(([key, item]) => `${quoteGoJson(key)}:${space}${toJson(item, budget, inner)}`);
    return bracketed('{', '}', entries, newline);
  }
  const scalar = plain(value);
  if (typeof scalar === 'string') return paid(quoteGoJson(scalar), budget);
  if (typeof scalar === 'number' && !Number.isFinite(scalar))
    throw new ArgumentFault(0, 'JSON has no infinite numbers');
  return String(scalar);
}

function bracketed(open: string, close: string, items: readonly string[], newline: string): string {
  if (items.length === 0) return open + close;
  const inner = newline === '' ? '' : `${newline}  `;
  return open + inner + items.join(`,${inner}`) + newline + close;
}
