import type { ResourceInput, StoredResource } from '../store/stored-resource.ts';
import type { Problems } from './refusals.ts';

const MAX_ENTRIES = 256;
const MAX_KEY_BYTES = 1024;
const MAX_VALUE_BYTES = 16_384;
const MAX_ID_BYTES = 1024;

/** Limits on ids, labels and annotations. Entries that an update leaves as they are were accepted once and stay. */
export function metadataProblems(next: ResourceInput, current?: StoredResource): Problems {
  return [
    ...(current === undefined ? idProblems(next.id) : []),
    ...mapProblems('label', next.labels, current?.labels ?? {}),
    ...mapProblems('annotation', next.annotations, current?.annotations ?? {}),
  ];
}

function idProblems(id: string): Problems {
  return [
    id === '' && 'resource id must not be empty',
    Buffer.byteLength(id) > MAX_ID_BYTES && `resource id is longer than ${MAX_ID_BYTES} bytes`,
    hasControlCharacters(id) && 'resource id must not contain control characters',
  ];
}

type Entries = Readonly<Record<string, string>>;

function mapProblems(noun: string, next: Entries, current: Entries): Problems {
  const names = Object.keys(next);
  const changed = names.filter((name) => !Object.hasOwn(current, name) || current[name] !== next[name]);
  if (changed.length === 0) return [];
  return [
    names.length > MAX_ENTRIES && `too many ${noun}s: ${names.length}, the limit is ${MAX_ENTRIES}`,
    ...changed.flatMap((name): Problems => {
      const value = next[name] ?? '';
      return [
        name === '' && `${noun} key must not be empty`,
        Buffer.byteLength(name) > MAX_KEY_BYTES && `${noun} key is longer than ${MAX_KEY_BYTES} bytes`,
        hasControlCharacters(name) && `${noun} key must not contain control characters`,
        Buffer.byteLength(value) > MAX_VALUE_BYTES && `${noun} "${name}" is longer than ${MAX_VALUE_BYTES} bytes`,
        hasControlCharacters(value) && `${noun} "${name}" must not contain control characters`,
      ];
    }),
  ];
}

/** True for text with characters a terminal would act on. */
export function hasControlCharacters(text: string): boolean {
  return /\p{Cc}/u.test(text);
}
