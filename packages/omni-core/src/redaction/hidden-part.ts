/**
 * What of a configuration is hidden: `secrets`, everything that can be one by its place, name or shape; or `values`,
 * every value there is, so that nothing but the names of settings can be told.
 */
export type HiddenPart = 'secrets' | 'values';

/** What is hidden. */
/** How much of a configuration is shown. */
export interface ConfigTextOptions {
  /** @default 'secrets' */
  readonly hide?: HiddenPart;
}
