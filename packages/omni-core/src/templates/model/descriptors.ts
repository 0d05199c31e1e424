import type { Fields } from '../decode/decoder.ts';
import { textMap } from '../decode/scalars.ts';

/** Labels and annotations of the author's own. */
export interface Descriptors {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export const descriptorFields: Fields<Descriptors> = { labels: textMap, annotations: textMap };
