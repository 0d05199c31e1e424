import { z } from 'zod';

/** How much of a resource is shown. */
export const fieldsArgument = z
  .array(z.string().max(200))
  .max(40)
  .optional()
  .describe('Only these dot paths, e.g. spec.talosversion, metadata.labels');

/** Budget of a reply in bytes of JSON. */
export const maxBytesArgument = z.int().min(512).max(32_768).default(8192).describe('Most bytes of data to return');
