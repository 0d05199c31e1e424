import { createHash } from 'node:crypto';
import type { FunctionsConfig } from '../config/functions-config.ts';
import type { Push } from './push.ts';

/** A part of the configuration by its id. Ids come from URLs, so inherited properties must not answer. */
export function lookUp<T>(parts: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(parts, id) ? parts[id] : undefined;
}

/** Ids of the bindings that a push to this source concerns. Hosts compare repository names without regard to case. */
export function bindingsForPush(config: FunctionsConfig, source: string, push: Push): string[] {
  return Object.entries(config.bindings)
    .filter(([, binding]) => binding.source === source && binding.ref === push.ref)
    .filter(([, binding]) => binding.repository.toLowerCase() === push.repository.toLowerCase())
    .map(([id]) => id);
}

/**
 * Queue group of everything that changes this binding's clusters: jobs of one group never overlap.
 * A binding owns its clusters alone (the configuration is refused otherwise), so Omni and binding name the set.
 */
export function clusterSetGroup(config: FunctionsConfig, id: string): string {
  const instance = lookUp(config.bindings, id)?.instance ?? '';
  const endpoint = lookUp(config.instances, instance)?.endpoint ?? instance;
  return createHash('sha256').update(`${endpoint}\n${id}`).digest('hex');
}
