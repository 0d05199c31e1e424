import type * as z from 'zod/mini';
import type { configSchema } from './schema.ts';

/** Which repositories drive which Omnis, as `config.example.yml` explains. Holds names of secrets, never their values. */
export type FunctionsConfig = z.output<typeof configSchema>;

/** A place pushes come from: one webhook URL, one secret. */
export type SourceConfig = FunctionsConfig['sources'][string];

/** One Omni. */
export type InstanceConfig = FunctionsConfig['instances'][string];

/** What a push to one branch changes. */
export type BindingConfig = FunctionsConfig['bindings'][string];
