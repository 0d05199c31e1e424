import { printGoJson } from './go-json.ts';
import type { PrintedValue } from './printed-value.ts';

/** A value inside a text as kubectl's JSONPath prints it; collections become JSON on one line. */
export function printGoText(value: PrintedValue): string {
  if (isScalar(value)) return value === null ? 'null' : scalarText(value);
  return printGoJson(value);
}

/** A result of `-o jsonpath`; collections become indented JSON. */
export function printGoResult(value: PrintedValue): string {
  if (isScalar(value)) return value === null ? '<nil>' : scalarText(value);
  return printGoJson(value, { indent: 4 });
}

type PrintedScalar = null | boolean | bigint | number | string;

/** Times are structs to Go and therefore no scalars. */
function isScalar(value: PrintedValue): value is PrintedScalar {
  return value === null || typeof value !== 'object';
}

function scalarText(value: Exclude<PrintedScalar, null>): string {
  return typeof value === 'number' ? floatText(value) : String(value);
}

/** Go's `%v`: an exponent of at least two digits below 1e-4 and from 1e21 on. */
function floatText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e21)) {
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  }
  return Object.is(value, -0) ? '-0' : String(value);
}
