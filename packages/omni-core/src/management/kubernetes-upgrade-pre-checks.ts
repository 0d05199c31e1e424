import type { CallOptions } from '../transport/call-options.ts';
import { managementService } from '../wire/services.ts';
import { invalidArgument, requireText } from './invalid-argument.ts';
import { callOptions, type ManagementCaller } from './management-call.ts';
import { TIMEOUTS_MS } from './timeouts.ts';

/** Whether a cluster is ready for another Kubernetes version. */
export interface UpgradePreChecks {
  readonly ok: boolean;
  /** What stands in the way, as a log of several lines; empty when nothing does. */
  readonly reason: string;
}

const VERSION = /^v?(\d+\.\d+\.\d+(?:-[\w.]+)?)$/;

export async function kubernetesUpgradePreChecks(
  caller: ManagementCaller,
  cluster: string,
  version: string,
  options: CallOptions,
): Promise<UpgradePreChecks> {
  requireText(cluster, 'The cluster name');
  const [, newVersion] = VERSION.exec(version) ?? [];
  if (newVersion === undefined) throw invalidArgument(`${JSON.stringify(version)} is not a Kubernetes version`);
  const { ok, reason } = await caller.unary(
    managementService.kubernetesUpgradePreChecks,
    { newVersion },
    {
      ...callOptions(options, TIMEOUTS_MS.preChecks),
      cluster,
      subject: `upgrade pre-checks of cluster ${cluster}`,
    },
  );
  return { ok, reason };
}
