import { LineCounter, parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { type ConfigIssue, checkConfig, configError } from './decode-config.ts';
import type { FunctionsConfig } from './functions-config.ts';

/**
 * Reads a configuration file as people write it.
 * @throws {OmniError} `configuration_invalid`; each problem starts with `line:column` and the path of the field
 */
export function parseConfig(yaml: string): FunctionsConfig {
  z.config(z.locales.en());
  const lines = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: lines });
  if (document.errors.length > 0) throw configError(document.errors.map(({ message }) => message));
  const checked = checkConfig(document.toJS());
  if (checked.ok) return checked.config;
  throw configError(checked.issues.map((issue) => describe(issue)));

  function describe({ path, message }: ConfigIssue): string {
    return `${place(path)} ${path.map(String).join('.') || 'the file'}: ${message}`;
  }

  /** A field that is not there has no place: its nearest parent has. */
  function place(path: readonly PropertyKey[]): string {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      const offset = rangeStart(node);
      if (offset === undefined) continue;
      const { line, col } = lines.linePos(offset);
      return `${line}:${col}`;
    }
    return '1:1';
  }
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined;
  const [start]: unknown[] = node.range;
  return typeof start === 'number' ? start : undefined;
}
