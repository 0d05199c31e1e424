import { describe, expect, it } from 'vitest';
import { resolveResourceType } from '../resources/registry.ts';
import { resourceTypeInfos } from '../resources/resource-type-info.ts';
import { fieldsOf } from '../wire/field-descriptor.ts';
import { CLASSIFIED_TYPES } from './classified-fields.ts';
import { isSecretName } from './secret-names.ts';

/** Types that anybody can reach from outside. */
const accessible = [...resourceTypeInfos().values()].filter(({ verbs }) => verbs.length > 0).map(({ type }) => type);

describe('the classification', () => {
  it('has every type clients can reach, and no other', () => {
    expect(Object.keys(CLASSIFIED_TYPES).sort()).toEqual([...accessible].sort());
  });

  it.each(accessible)('has every text field of %s', (type) => {
    const known = new Set(pathsOf(type));

    const missing = textPaths(type).filter((path) => !known.has(path));

    expect(missing).toEqual([]);
  });

  it('calls no field plain whose name is that of a secret', () => {
    const suspicious = accessible.flatMap((type) =>
      (CLASSIFIED_TYPES[type]?.plain ?? '')
        .split(' ')
        .filter((path) => isSecretName(path.split('.').at(-1) ?? ''))
        .map((path) => `${type} ${path}`),
    );

    expect(suspicious).toEqual([]);
  });
});

function pathsOf(type: string): readonly string[] {
  const { id: _id, ...classes } = CLASSIFIED_TYPES[type] ?? {};
  return Object.values(classes).flatMap((paths) => paths.split(' '));
}

/** Paths of all text fields of a type as they print. */
function textPaths(type: string): readonly string[] {
  const { specMessage } = resolveResourceType(type);
  return specMessage === undefined ? [] : messagePaths(specMessage, '', []);
}

function messagePaths(message: string, prefix: string, above: readonly string[]): readonly string[] {
  if (above.includes(message)) return [];
  return fieldsOf(message).flatMap(({ name, type, kind, label, mapKey, oneof }) => {
    const inOneof = oneof === undefined ? '' : `${oneof.toLowerCase()}.`;
    const path = `${prefix}${inOneof}${name.toLowerCase()}${label === 'map' ? '.*' : ''}`;
    if (kind === 'message') return messagePaths(type, `${path}.`, [...above, message]);
    const isText = type === 'string' || type === 'bytes' || (mapKey === 'string' && kind === 'scalar');
    return isText ? [path] : [];
  });
}
