import { annotationPath, type Findings, labelPath, problem } from './resource-problem.ts';
import type { RuleSubject } from './type-rules.ts';

const MAX_ENTRIES = 256;
const MAX_KEY_BYTES = 1024;
const MAX_VALUE_BYTES = 16_384;
const MAX_ID_BYTES = 1024;

type Entries = Readonly<Record<string, string>>;

/** Limits on ids, labels and annotations. Entries that an update leaves as they are were accepted once and stay. */
export function metadataFindings({ metadata }: RuleSubject, current?: RuleSubject): Findings {
  const { id, labels, annotations } = metadata;
  return [
    ...(current === undefined ? idFindings(id) : []),
    ...entryFindings('label', labels, current?.metadata.labels ?? {}),
    ...entryFindings('annotation', annotations, current?.metadata.annotations ?? {}),
  ];
}

function idFindings(id: string): Findings {
  const path = 'metadata.id';
  return [
    id === '' && problem(path, 'resource id must not be empty'),
    Buffer.byteLength(id) > MAX_ID_BYTES && problem(path, `resource id is longer than ${MAX_ID_BYTES} bytes`),
    hasControlCharacters(id) && problem(path, 'resource id must not contain control characters'),
  ];
}

function entryFindings(noun: 'label' | 'annotation', next: Entries, current: Entries): Findings {
  const names = Object.keys(next);
  const changed = names.filter((name) => !Object.hasOwn(current, name) || current[name] !== next[name]);
  if (changed.length === 0) return [];
  const tooMany = `too many ${noun}s: ${names.length}, the limit is ${MAX_ENTRIES}`;
  return [
    names.length > MAX_ENTRIES && problem(`metadata.${noun}s`, tooMany),
    ...changed.flatMap((name) => entryFinding(noun, name, next[name] ?? '')),
  ];
}

function entryFinding(noun: 'label' | 'annotation', name: string, value: string): Findings {
  const path = noun === 'label' ? labelPath(name) : annotationPath(name);
  return [
    name === '' && problem(path, `${noun} key must not be empty`),
    Buffer.byteLength(name) > MAX_KEY_BYTES && problem(path, `${noun} key is longer than ${MAX_KEY_BYTES} bytes`),
    hasControlCharacters(name) && problem(path, `${noun} key must not contain control characters`),
    Buffer.byteLength(value) > MAX_VALUE_BYTES &&
      problem(path, `${noun} "${name}" is longer than ${MAX_VALUE_BYTES} bytes`),
    hasControlCharacters(value) && problem(path, `${noun} "${name}" must not contain control characters`),
  ];
}

function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
