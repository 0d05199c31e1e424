import { TemplateLimitError } from './source-errors.ts';
import { DEFAULT_YAML_TOKENS } from './yaml/documents.ts';

/** What reading and evaluating templates may take. Every bound can be raised; none is about time on a clock, so the
 * same input is refused on every machine. */
export interface TemplateLimits {
  /** Longest template, overlay, partial or values file, in UTF-16 characters. @default 4_194_304 */
  readonly sourceCharacters: number;
  /**
   * Pieces of YAML syntax in one text: scalars, indicators, indentations. A template of a thousand machines has some
   * 100,000; the default takes some seconds and less than 1 GB when all of them are one document.
   * @default 1_000_000
   */
  readonly yamlTokens: number;
  /** Length of all files that a template refers to, together, in UTF-16 characters. @default 33_554_432 */
  readonly referencedCharacters: number;
  /** Longest text one template may produce, in UTF-16 characters. @default 8_388_608 */
  readonly outputCharacters: number;
  /**
   * Work of evaluating one composition. One step is one expression, one round of a loop, or 64 characters that a
   * function handles. The default takes about a second, a template of a thousand machines a twentieth of it.
   * @default 2_000_000
   */
  readonly steps: number;
  /** Levels of templates that include templates, of brackets in an expression, and of blocks. @default 100 */
  readonly depth: number;
}

/** Far above honest use: a template of a thousand machines with patches has some 300,000 characters. */
export const DEFAULT_TEMPLATE_LIMITS: TemplateLimits = {
  sourceCharacters: 4_194_304,
  yamlTokens: DEFAULT_YAML_TOKENS,
  referencedCharacters: 33_554_432,
  outputCharacters: 8_388_608,
  steps: 2_000_000,
  depth: 100,
};

/** Refuses a text before anything is done with it. @throws {TemplateLimitError} when it is too long */
export function checkSourceLength(
  name: string,
  characters: number,
  { sourceCharacters }: Pick<TemplateLimits, 'sourceCharacters'>,
): void {
  if (characters <= sourceCharacters) return;
  throw new TemplateLimitError('sourceCharacters', sourceCharacters, { file: name, line: 1, column: 1 });
}

/** UTF-8 takes at most three bytes for a UTF-16 character: a longer file is refused before it is read. */
export const MOST_BYTES_PER_CHARACTER = 3;
