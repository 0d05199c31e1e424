import type { Metadata } from '../resources/resource.ts';
import { describeResource } from '../resources/resource.ts';
import type { DriftFinding } from './drift-report.ts';

/** A finding before anybody knows since when it is there, and whether it is noise. */
export interface RawFinding extends Omit<DriftFinding, 'firstSeen' | 'id'> {
  /** What it is about: for rules, not for people. */
  readonly metadata: Pick<Metadata, 'type' | 'id' | 'namespace'>;
}

/** Kinds that can stand beside another finding of their class about the same resource. */
const OWN_NAMES = ['kept', 'machine-', 'template-deleted', 'config-', 'locked-', 'upgrade-'];

/** The name a finding keeps from report to report. */
export function findingId({ class: kindOfDrift, kind, metadata }: RawFinding): string {
  const what = kindOfDrift === 'health' || OWN_NAMES.some((name) => kind.startsWith(name)) ? kind : kindOfDrift;
  return `${what} ${describeResource(metadata)}`;
}

/** Orders findings the way reports have them. */
export function byClassAndResource(order: readonly string[]) {
  return (left: Pick<DriftFinding, 'class' | 'id'>, right: Pick<DriftFinding, 'class' | 'id'>): number =>
    order.indexOf(left.class) - order.indexOf(right.class) || (left.id < right.id ? -1 : Number(left.id > right.id));
}
