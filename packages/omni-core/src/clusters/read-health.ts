import type { State } from '../state/state.ts';
import type { CallOptions } from '../transport/call-options.ts';
import { readHealthEvidence } from './health-evidence.ts';
import { type HealthFinding, ranked } from './health-finding.ts';
import { HEALTH_CHECKS } from './health-rules.ts';

/** Everything worth knowing about a cluster's health, worst first. @throws {OmniError} `not_found` */
export async function readHealth(state: State, cluster: string, options: CallOptions): Promise<HealthFinding[]> {
  const evidence = await readHealthEvidence(state, cluster, options);
  return ranked(HEALTH_CHECKS.flatMap((check) => check(evidence)));
}
