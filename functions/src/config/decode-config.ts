import { OmniError } from '@fleetwright/omni-core';
import { patternsOverlap } from './cluster-pattern.ts';
import type { FunctionsConfig } from './functions-config.ts';
import { configSchema } from './schema.ts';

/** One thing wrong with a configuration. */
export interface ConfigIssue {
  /** Where, from the root, e.g. `['bindings', 'fleet', 'source']`. */
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** A configuration, or everything that is wrong with it. */
export type CheckedConfig =
  | { readonly ok: true; readonly config: FunctionsConfig }
  | { readonly ok: false; readonly issues: readonly ConfigIssue[] };

/** Checks a value read from JSON or YAML. */
export function checkConfig(value: unknown): CheckedConfig {
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) return { ok: false, issues: parsed.error.issues };
  const issues = crossChecks(parsed.data);
  return issues.length === 0 ? { ok: true, config: parsed.data } : { ok: false, issues };
}

/**
 * Reads the configuration that packaging wrote as JSON.
 * @throws {OmniError} `configuration_invalid`, naming every wrong place
 */
export function decodeConfig(json: string): FunctionsConfig {
  const checked = checkConfig(JSON.parse(json));
  if (checked.ok) return checked.config;
  throw configError(checked.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`));
}

/** The error for a configuration with these problems, one a line. */
export function configError(problems: readonly string[]): OmniError {
  return new OmniError('configuration_invalid', `the configuration is not valid:\n${problems.join('\n')}`, {
    hint: 'Correct the places named; functions/config.example.yml shows every field.',
  });
}

/** Rules between parts: names that must exist, and clusters that only one binding may own. */
function crossChecks(config: FunctionsConfig): ConfigIssue[] {
  const bindings = Object.entries(config.bindings);
  const dangling = bindings.flatMap(([id, { source, instance }]) => [
    ...missing(config.sources, source, ['bindings', id, 'source']),
    ...missing(config.instances, instance, ['bindings', id, 'instance']),
  ]);
  const contested = bindings.flatMap(([id, binding], index) =>
    bindings
      .slice(index + 1)
      .filter(([, other]) => sameOmni(config, binding.instance, other.instance))
      .filter(([, other]) => binding.clusters.some((one) => other.clusters.some((two) => patternsOverlap(one, two))))
      .map(([other]) => ({
        path: ['bindings', other, 'clusters'],
        message: `overlaps with the clusters of binding "${id}" on the same Omni; give each binding its own names or prefix`,
      })),
  );
  return [...dangling, ...contested];
}

function missing(parts: Readonly<Record<string, unknown>>, name: string, path: readonly string[]): ConfigIssue[] {
  if (Object.hasOwn(parts, name)) return [];
  return [{ path, message: `"${name}" is not defined; defined are: ${Object.keys(parts).join(', ') || 'none'}` }];
}

function sameOmni({ instances }: FunctionsConfig, one: string, other: string): boolean {
  return one === other || (instances[one] !== undefined && instances[one].endpoint === instances[other]?.endpoint);
}
