/** What reading and evaluating templates may take. Every bound can be raised; none is about time on a clock, so the
 * same input is refused on every machine. */
export interface TemplateLimits {
  /** Longest template, overlay, partial or values file, in UTF-16 characters. @default 8_388_608 */
  readonly sourceCharacters: number;
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
  sourceCharacters: 8_388_608,
  outputCharacters: 8_388_608,
  steps: 2_000_000,
  depth: 100,
};
