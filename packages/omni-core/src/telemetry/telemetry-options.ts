import type { MeterProvider, TracerProvider } from '@opentelemetry/api';
import type { Logger } from './logger.ts';

/** Where traces and metrics go, instead of the OpenTelemetry SDK the program has registered. */
export interface TelemetryProviders {
  /** @default the registered one */
  readonly tracerProvider?: TracerProvider;
  /** @default the registered one */
  readonly meterProvider?: MeterProvider;
}

/** What a client tells about its calls, and to whom. */
export interface TelemetryOptions {
  /**
   * OpenTelemetry spans and metrics of every call. `true` means: as soon as the program has registered an SDK. Until
   * then nothing is loaded and nothing recorded.
   * @default true
   */
  readonly telemetry?: boolean | TelemetryProviders;
  /** Told of every call, without secrets or contents; `console` is one. @default none */
  readonly logger?: Logger;
}
