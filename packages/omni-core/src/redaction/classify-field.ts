import { CLASSIFIED_TYPES } from './classified-fields.ts';
import type { FieldClass } from './field-class.ts';

/** Tells the class of a field by its path; `undefined` for one nobody classified yet. */
export type FieldClassifier = (path: readonly string[]) => FieldClass | undefined;

const compiled = new Map<string, FieldClassifier>();

/** Looks paths up in the table of a type, trying `*` for each map key. Compiled once per type. */
export function fieldClassifier(type: string): FieldClassifier {
  const known = compiled.get(type);
  if (known !== undefined) return known;
  const { id: _id, ...classes } = CLASSIFIED_TYPES[type] ?? {};
  const byPath = new Map<string, FieldClass>();
  const wildcards: { readonly steps: readonly string[]; readonly fieldClass: FieldClass }[] = [];
  for (const fieldClass of Object.keys(classes) as FieldClass[]) {
    for (const path of (classes[fieldClass] ?? '').split(' ').filter(Boolean)) {
      if (path.includes('*')) wildcards.push({ steps: path.split('.'), fieldClass });
      else byPath.set(path, fieldClass);
    }
  }
  const lookUp: FieldClassifier = (path) =>
    byPath.get(path.join('.')) ??
    wildcards.find(
      ({ steps }) => steps.length === path.length && steps.every((step, index) => step === '*' || step === path[index]),
    )?.fieldClass;
  compiled.set(type, lookUp);
  return lookUp;
}

/** True for types of which more is hidden than what only looks like a secret. */
export function mayHoldSecrets(type: string): boolean {
  const { secret, alias, config, diff, id } = CLASSIFIED_TYPES[type] ?? {};
  return [secret, alias, config, diff, id].some((paths) => paths !== undefined);
}

/** True for types whose ids are secrets, e.g. join tokens. */
export function hasSecretId(type: string): boolean {
  return CLASSIFIED_TYPES[type]?.id === 'alias';
}
