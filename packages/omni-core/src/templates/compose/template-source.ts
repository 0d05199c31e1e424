import { posix } from 'node:path';
import pMap from 'p-map';
import { TemplateFileError } from '../errors.ts';
import { type Source, sourceOf } from '../go-template/source.ts';
import { checkSourceLength, MOST_BYTES_PER_CHARACTER, type TemplateLimits } from '../limits.ts';
import type { SourceProblem } from '../source-errors.ts';
import type { TemplateFiles } from '../template-files.ts';

/** A text of a composition: a path that is read from the composition's files, or the text itself. */
export type TemplateSource = string | TemplateText;

/** A text that somebody has read already. */
export interface TemplateText {
  /** For messages, and for explaining where a value comes from. */
  readonly name: string;
  readonly text: string;
  /** Where it stands, from the directory of the composition: its references are relative to there. @default '.' */
  readonly directory?: string;
}

/** A source with the directory that its references are relative to. */
export interface ReadSource extends Source {
  readonly directory: string;
}

export interface ReadSourcesOptions {
  readonly files: TemplateFiles;
  readonly limits: TemplateLimits;
  readonly report: (problem: SourceProblem) => void;
  readonly signal: AbortSignal | undefined;
}

const CONCURRENT_READS = 16;

/**
 * Reads sources in order. One that cannot be read is reported and answered as empty.
 * @throws {TemplateLimitError} for one that is too long
 */
export function readSources(sources: readonly TemplateSource[], options: ReadSourcesOptions): Promise<ReadSource[]> {
  const { signal } = options;
  return pMap(sources, (source) => readSource(source, options), {
    concurrency: CONCURRENT_READS,
    ...(signal && { signal }),
  });
}

async function readSource(source: TemplateSource, { files, limits, report }: ReadSourcesOptions): Promise<ReadSource> {
  if (typeof source !== 'string') {
    checkSourceLength(source.name, source.text.length, limits);
    return { ...sourceOf(source.name, withoutMark(source.text)), directory: source.directory ?? '.' };
  }
  const directory = posix.dirname(posix.normalize(source));
  try {
    const bytes = await files.read(source);
    checkSourceLength(source, bytes.length / MOST_BYTES_PER_CHARACTER, limits);
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    checkSourceLength(source, text.length, limits);
    return { ...sourceOf(source, text), directory };
  } catch (error) {
    if (!(error instanceof TemplateFileError || error instanceof TypeError)) throw error;
    const reason = error instanceof TemplateFileError ? error.message : 'the file is not UTF-8 text';
    report({ place: { file: source, line: 1, column: 1 }, message: `this file cannot be read: ${reason}` });
    return { ...sourceOf(source, ''), directory };
  }
}

/** A byte order mark is no part of a text. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
