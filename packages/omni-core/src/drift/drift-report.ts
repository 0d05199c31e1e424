import type { FindingSeverity } from '../clusters/health-finding.ts';
import type { JsonValue } from '../redaction/json-value.ts';

/**
 * How Omni is not as Git says.
 *
 * - `missing`: Git has it, Omni does not
 * - `changed`: both have it, with other contents
 * - `extra`: Omni has it, Git does not
 * - `version`: Talos or Kubernetes is another version than Git says, or machines run another than their cluster's
 * - `health`: a cluster is not as it should be, whatever Git says
 * - `pending`: it is on its way: in Git and not applied yet, or applied and not on the machines yet
 */
export type DriftClass = 'missing' | 'changed' | 'extra' | 'version' | 'health' | 'pending';

/** All classes, in the order reports have them. */
export const DRIFT_CLASSES: readonly DriftClass[] = ['missing', 'changed', 'extra', 'version', 'health', 'pending'];

/** What Omni was compared with: the commit applied last, or the head of the branch. */
export type DriftSide = 'applied' | 'head';

/** One difference inside a resource. Secrets in it are keyed fingerprints. */
export interface DriftField {
  /** From the resource down, e.g. `spec.talosversion`. */
  readonly path: string;
  /** Absent when Git does not have the field. */
  readonly git?: JsonValue;
  /** Absent when Omni does not have it. */
  readonly omni?: JsonValue;
}

/** One thing that is not as Git says. */
export interface DriftFinding {
  /** The same in every report as long as it is the same difference, e.g. `changed ConfigPatches…(default/a)`. */
  readonly id: string;
  readonly class: DriftClass;
  /** How it differs, more closely: what a plan calls it, or the id of a health rule. */
  readonly kind: string;
  /** `Type(namespace/id)` */
  readonly resource: string;
  /** One sentence. */
  readonly text: string;
  /** What it differs from. Empty for what is not about Git. */
  readonly against: readonly DriftSide[];
  /** By path. */
  readonly fields: readonly DriftField[];
  /** From Git (`-`) to Omni (`+`) as a unified diff, with secrets as keyed fingerprints. Empty when there is none. */
  readonly diff: string;
  /** Of findings about health. */
  readonly severity?: FindingSeverity;
  /** ISO 8601: when it was reported for the first time. */
  readonly firstSeen: string;
}

/** Something that differs and that a noise rule takes for no drift. */
export interface IgnoredDrift {
  /** Id of the finding it would have been, or was part of. */
  readonly id: string;
  /** Id of the rule. */
  readonly rule: string;
  readonly resource: string;
  /** The field, when the rule is about a field. */
  readonly path?: string;
  /** ISO 8601 */
  readonly firstSeen: string;
}

/** Why something could not be compared. Not knowing is not the same as no drift. */
export interface DriftFailure {
  /** Stable, e.g. `template_invalid`. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** One cluster, or one template nobody knows the cluster of. */
export interface ClusterDrift {
  /** Empty for a template that could not be read. */
  readonly cluster: string;
  /** Where its template is, for people. Empty when there is none. */
  readonly source: string;
  readonly findings: readonly DriftFinding[];
  readonly ignored: readonly IgnoredDrift[];
  readonly failure?: DriftFailure;
}

/** How a fleet differs from Git, as JSON. Nothing in it is secret. */
export interface DriftReport {
  readonly format: 'fleetwright.drift/1';
  /** ISO 8601 */
  readonly at: string;
  /** What it is about, for people: a repository, an Omni. */
  readonly title: string;
  /** Commit that was applied last; absent when nobody knows. */
  readonly applied?: string;
  /** Commit at the head of the branch. */
  readonly head?: string;
  readonly summary: Readonly<Record<DriftClass, number>> & {
    readonly clusters: number;
    /** Clusters with at least one finding. */
    readonly drifted: number;
    /** Clusters and templates that could not be compared. */
    readonly failed: number;
    readonly ignored: number;
  };
  /** By cluster, then by source. */
  readonly clusters: readonly ClusterDrift[];
}

/** True when everything could be compared and nothing but noise was found. */
export function isDriftFree({ summary }: Pick<DriftReport, 'summary'>): boolean {
  return summary.drifted === 0 && summary.failed === 0;
}

/** One line that says it all: `2 missing, 1 changed in 1 of 12 clusters; 1 not compared`. */
export function driftSummary({ summary }: Pick<DriftReport, 'summary'>): string {
  const { clusters, drifted, failed } = summary;
  const counts = DRIFT_CLASSES.filter((name) => summary[name] > 0).map((name) => `${summary[name]} ${name}`);
  const compared = clusters - failed;
  const parts = [
    ...(counts.length > 0 ? [`${counts.join(', ')} in ${drifted} of ${number(compared)}`] : []),
    ...(counts.length === 0 && (compared > 0 || failed === 0) ? [`no drift in ${number(compared)}`] : []),
    ...(failed > 0 ? [`${failed} not compared`] : []),
  ];
  return parts.join('; ');
}

function number(clusters: number): string {
  return clusters === 1 ? '1 cluster' : `${clusters} clusters`;
}
