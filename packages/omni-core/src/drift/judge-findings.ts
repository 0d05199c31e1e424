import type { DriftFinding, DriftReport, IgnoredDrift } from './drift-report.ts';
import { fieldNoiseOf, type NoiseCandidate, type NoiseRule, noiseOf } from './noise-rules.ts';
import { findingId, type RawFinding } from './raw-finding.ts';

/** What findings of one cluster are judged by. */
export interface Judgement {
  readonly cluster: string;
  readonly upgrading: boolean;
  readonly rules: readonly NoiseRule[];
  readonly now: Date;
  /** When something of this cluster was reported for the first time, if it was. */
  readonly firstSeen: (id: string) => string | undefined;
}

/** Findings that count, and what the rules take for noise. */
export interface Judged {
  readonly findings: readonly DriftFinding[];
  readonly ignored: readonly IgnoredDrift[];
}

/** Says since when each finding is there, and leaves out what is noise. */
export function judgeFindings(raw: readonly RawFinding[], judgement: Judgement): Judged {
  const judged = raw.map((finding) => judge(finding, judgement));
  return {
    findings: judged.flatMap(({ finding }) => finding ?? []),
    ignored: judged.flatMap(({ ignored }) => ignored),
  };
}

interface JudgedFinding {
  readonly finding: DriftFinding | undefined;
  readonly ignored: readonly IgnoredDrift[];
}

function judge(raw: RawFinding, { cluster, upgrading, rules, now, firstSeen: seen }: Judgement): JudgedFinding {
  const { metadata, ...finding } = raw;
  const id = findingId(raw);
  const firstSeen = seen(id) ?? now.toISOString();
  const candidate: NoiseCandidate = {
    class: raw.class,
    kind: raw.kind,
    ...(raw.severity && { severity: raw.severity }),
    cluster,
    type: metadata.type,
    id: metadata.id,
    upgrading,
    ageMs: now.getTime() - Date.parse(firstSeen),
  };
  const { resource } = raw;
  const rule = noiseOf(candidate, rules);
  if (rule !== undefined) return { finding: undefined, ignored: [{ id, rule: rule.id, resource, firstSeen }] };
  const noisy = raw.fields.flatMap(({ path }) => {
    const fieldRule = fieldNoiseOf(path, candidate, rules);
    return fieldRule === undefined ? [] : [{ id, rule: fieldRule.id, resource, path, firstSeen }];
  });
  const hidden = new Set(noisy.map(({ path }) => path));
  const fields = raw.fields.filter(({ path }) => !hidden.has(path));
  const nothingLeft = hidden.size > 0 && fields.length === 0;
  return { finding: nothingLeft ? undefined : { ...finding, id, fields, firstSeen }, ignored: noisy };
}

/** Looks up in an earlier report when something was reported for the first time. */
export function historyOf(previous: DriftReport | undefined): (cluster: string, id: string) => string | undefined {
  const seen = new Map<string, string>();
  for (const { cluster, findings, ignored } of previous?.clusters ?? []) {
    for (const { id, firstSeen } of [...ignored, ...findings]) seen.set(`${cluster}\n${id}`, firstSeen);
  }
  return (cluster, id) => seen.get(`${cluster}\n${id}`);
}
