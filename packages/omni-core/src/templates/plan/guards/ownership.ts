import { isDeepStrictEqual } from 'node:util';
import { desiredUpdate } from '../../../resources/desired-update.ts';
import { LABELS } from '../../../resources/label-names.ts';
import type { Resource } from '../../../resources/resource.ts';
import { withMetadata } from '../../../resources/stored-resource.ts';
import { keepForeign } from '../../sync/keep-foreign.ts';
import { nameOf } from '../../sync/read-state.ts';
import { type PlanStep, subjectOf } from '../../sync/steps.ts';
import type { TemplateTarget } from '../../target.ts';
import { meaningOf } from '../describe-change.ts';
import { few, type GuardCheck } from './evidence.ts';

export const foreignResource: GuardCheck = ({ steps, wanted: { clusterName } }) => {
  const foreign = steps.flatMap((step) => {
    if (step.kind !== 'update') return [];
    const { current } = step;
    const cluster = current.metadata.labels[LABELS.cluster];
    return cluster === undefined || cluster === clusterName ? [] : [{ name: nameOf(current), cluster }];
  });
  if (foreign.length === 0) return undefined;
  const owners = [...new Set(foreign.map(({ cluster }) => cluster))];
  return {
    text: `${few(foreign.map(({ name }) => name))} ${foreign.length === 1 ? 'belongs' : 'belong'} to ${few(owners)}.`,
    resources: foreign.map(({ name }) => name),
  };
};

export const changedSinceSync: GuardCheck = (facts) => {
  const { previous, wanted } = facts;
  if (previous === undefined) return undefined;
  const left = new Map(previous.resources.map((resource) => [nameOf(resource), resource]));
  const changed = facts.steps
    .filter((step) => isChanged(step, left.get(nameOf(subjectOf(step))), wanted.target))
    .map((step) => nameOf(subjectOf(step)));
  if (changed.length === 0) return undefined;
  return {
    text: `Changed by somebody else since the last sync: ${few(changed)}.`,
    resources: changed,
  };
};

/** True when the resource is not as the last sync left it. */
function isChanged(step: PlanStep, left: Resource | undefined, target: TemplateTarget): boolean {
  if (step.kind === 'create') return left !== undefined;
  if (left === undefined) return true;
  const { current } = step;
  const { resource } = keepForeign(current, left, () => false);
  const wanted = desiredUpdate(current, withMetadata(resource, { phase: current.metadata.phase }));
  if (wanted === current) return false;
  const marks = ({ metadata }: Resource) => [{ ...metadata.labels }, { ...metadata.annotations }];
  return (
    !isDeepStrictEqual(marks(current), marks(wanted)) ||
    !isDeepStrictEqual(meaningOf(current, target), meaningOf(wanted, target))
  );
}
