import type { HealthEvidence } from '../clusters/health-evidence.ts';
import type { HealthFinding, HealthRule } from '../clusters/health-finding.ts';
import { clusterHealth } from '../fleet/fleet-status.ts';
import type { Marker } from '../redaction/marker.ts';
import { withoutQuotedValues } from '../redaction/quoted-yaml.ts';
import { redactText } from '../redaction/redact-value.ts';
import { describeResource, type Resource } from '../resources/resource.ts';
import type { RawFinding } from './raw-finding.ts';

/** Rules about what is applied in Omni and not on the machines yet. */
const PENDING: ReadonlySet<HealthRule> = new Set<HealthRule>([
  'config-outdated',
  'locked-with-pending-update',
  'upgrade-in-progress',
]);

/** How a cluster is, beside what Git says. */
export interface HealthOfCluster {
  /** Omni changes the Talos or Kubernetes of the cluster. */
  readonly upgrading: boolean;
  readonly findings: readonly RawFinding[];
}

/** What is wrong with a cluster whatever Git says, what is still on its way to its machines, and which are behind. */
export function healthFindings(evidence: HealthEvidence, marker: Marker): HealthOfCluster {
  const { findings } = clusterHealth(evidence);
  const upgrading = findings.some(({ rule }) => rule === 'upgrade-in-progress');
  // During an upgrade machines differ from their cluster because they have to.
  const versions = upgrading ? [] : [...talosVersions(evidence), ...kubernetesVersions(evidence)];
  return { upgrading, findings: [...findings.map((finding) => healthFinding(finding, marker)), ...versions] };
}

function healthFinding({ rule, severity, text, resource }: HealthFinding, marker: Marker): RawFinding {
  return {
    class: PENDING.has(rule) ? 'pending' : 'health',
    kind: rule,
    severity,
    resource,
    metadata: metadataOf(resource),
    text: redactText(withoutQuotedValues(text), marker),
    against: [],
    fields: [],
    diff: '',
  };
}

/** A health finding names its proof the way resources are described. */
function metadataOf(resource: string): RawFinding['metadata'] {
  const [, type = '', namespace = '', id = ''] = /^([^(]*)\(([^/]*)\/(.*)\)$/s.exec(resource) ?? [];
  return { type, namespace, id };
}

function talosVersions({ cluster, machines }: HealthEvidence): RawFinding[] {
  const wanted = cluster.spec.talosVersion;
  return machines.flatMap((machine) => {
    const running = machine.spec.talosVersion.replace(/^v/, '');
    if (running === '' || running === wanted) return [];
    return [behind(machine, 'machine-talos-version', `the machine runs Talos ${running}, its cluster is at ${wanted}`)];
  });
}

function kubernetesVersions({ cluster, kubernetes }: HealthEvidence): RawFinding[] {
  const wanted = cluster.spec.kubernetesVersion;
  return (kubernetes?.spec.nodes ?? []).flatMap(({ nodename, kubeletVersion }) => {
    const running = kubeletVersion.replace(/^v/, '');
    if (kubernetes === undefined || running === '' || running === wanted) return [];
    const text = `node ${nodename} runs Kubernetes ${running}, its cluster is at ${wanted}`;
    const { metadata, ...finding } = behind(kubernetes, `machine-kubernetes-version ${nodename}`, text);
    return [{ ...finding, metadata }];
  });
}

function behind({ metadata }: Resource, kind: string, text: string): RawFinding {
  const resource = describeResource(metadata);
  return { class: 'version', kind, resource, metadata, text, against: [], fields: [], diff: '' };
}
