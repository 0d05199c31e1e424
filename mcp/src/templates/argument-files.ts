import { TemplateFileError, type TemplateFiles } from '@fleetwright/omni-core';
import { z } from 'zod';

/** A template and its files, as they come with a call. Nothing is read from this machine. */
export const templateArguments = {
  template: z.string().min(1).max(500_000).describe('The cluster template, YAML'),
  files: z
    .record(z.string().max(300), z.string().max(500_000))
    .optional()
    .describe('Content of the files the template refers to, by path as written there'),
};

/** The files that came with a call. */
export function argumentFiles(files: Readonly<Record<string, string>> = {}): TemplateFiles {
  const contents = new Map(Object.entries(files).map(([path, text]) => [withoutDot(path), text]));
  return {
    async read(path) {
      const text = contents.get(withoutDot(path));
      if (text === undefined) throw new TemplateFileError('missing', path);
      return new TextEncoder().encode(text);
    },
  };
}

function withoutDot(path: string): string {
  return path.replace(/^(?:\.\/)+/, '');
}
