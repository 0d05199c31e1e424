import type { FindingSeverity } from '../clusters/health-finding.ts';
import type { DriftClass } from './drift-report.ts';
import { wildcard } from './wildcard.ts';

/**
 * What is taken for no drift. Every condition that is given has to hold; of several values of one condition any. In
 * patterns `*` stands for any text. A rule is plain data: it can be kept in a file and read by people.
 */
export interface NoiseRule {
  readonly id: string;
  /** Why that is no drift, for people. */
  readonly because: string;
  readonly classes?: readonly DriftClass[];
  /** What a plan calls the change, `kept` for marks a sync leaves alone, or the id of a health rule. */
  readonly kinds?: readonly string[];
  readonly severities?: readonly FindingSeverity[];
  /** Patterns of cluster names. */
  readonly clusters?: readonly string[];
  /** Patterns of resource types, e.g. `MachineSets.*`. */
  readonly types?: readonly string[];
  /** Patterns of resource ids. */
  readonly ids?: readonly string[];
  /** Patterns of field paths. With them only these fields are noise, and a finding when all of its fields are. */
  readonly paths?: readonly string[];
  /** Only while the cluster is being upgraded. */
  readonly duringUpgrade?: true;
  /** Only as long as it was seen first less than this time ago, in milliseconds. */
  readonly youngerThanMs?: number;
}

/** What rules are held against. */
export interface NoiseCandidate {
  readonly class: DriftClass;
  readonly kind: string;
  readonly severity?: FindingSeverity;
  readonly cluster: string;
  readonly type: string;
  readonly id: string;
  readonly upgrading: boolean;
  /** Time since it was seen first, in milliseconds. */
  readonly ageMs: number;
}

/** The rules that hold unless others are given. Add to them: `noise: [...DRIFT_NOISE, mine]`. */
export const DRIFT_NOISE: readonly NoiseRule[] = [
  {
    id: 'formatting',
    because: 'the YAML means the same; releases of omnictl write it differently',
    kinds: ['reformat'],
  },
  {
    id: 'foreign-marks',
    because: 'locks, labels and annotations the template does not name are other people’s, and a sync keeps them',
    kinds: ['kept'],
  },
  {
    id: 'informational',
    because: 'worth knowing and nothing to act on',
    classes: ['health'],
    severities: ['info'],
  },
  {
    id: 'restarting-for-upgrade',
    because: 'machines restart while Omni upgrades them',
    classes: ['health'],
    kinds: ['machine-not-ready', 'machine-set-not-ready', 'cluster-not-ready', 'kubernetes-node-not-ready'],
    duringUpgrade: true,
  },
];

/** The rule that takes a whole finding for noise. */
export function noiseOf(candidate: NoiseCandidate, rules: readonly NoiseRule[]): NoiseRule | undefined {
  return rules.find((rule) => rule.paths === undefined && applies(rule, candidate));
}

/** The rule that takes one field of a finding for noise. */
export function fieldNoiseOf(
  path: string,
  candidate: NoiseCandidate,
  rules: readonly NoiseRule[],
): NoiseRule | undefined {
  return rules.find((rule) => rule.paths !== undefined && matchesAny(path, rule.paths) && applies(rule, candidate));
}

function applies(rule: NoiseRule, candidate: NoiseCandidate): boolean {
  const { classes, kinds, severities, clusters, types, ids, duringUpgrade, youngerThanMs } = rule;
  return (
    (classes?.includes(candidate.class) ?? true) &&
    (kinds?.includes(candidate.kind) ?? true) &&
    (severities === undefined || (candidate.severity !== undefined && severities.includes(candidate.severity))) &&
    (clusters === undefined || matchesAny(candidate.cluster, clusters)) &&
    (types === undefined || matchesAny(candidate.type, types)) &&
    (ids === undefined || matchesAny(candidate.id, ids)) &&
    (duringUpgrade === undefined || candidate.upgrading) &&
    (youngerThanMs === undefined || candidate.ageMs < youngerThanMs)
  );
}

function matchesAny(text: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => wildcard(pattern, text));
}
