import type { Attributes, Counter, Histogram, Meter, Span, Tracer } from '@opentelemetry/api';
import type { Endpoint } from '../config/endpoint.ts';
import { GrpcStatusError, grpcStatusName } from '../errors/grpc-status.ts';
import type { OmniError } from '../errors/omni-error.ts';
import type { CallObserver, CallOutcome, CallRecord, ObservedCall } from './call-observer.ts';
import type { TelemetryProviders } from './telemetry-options.ts';

type Api = typeof import('@opentelemetry/api');

/** Where every copy of version 1 of the API keeps what the program has registered. */
const REGISTRY = Symbol.for('opentelemetry.js.api.1');
const SCOPE = '@fleetwright/omni-core';
/** The conventions whose names are used. */
const SCHEMA = { schemaUrl: 'https://opentelemetry.io/schemas/1.44.0' };
/** Those of the conventions, in seconds. */
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

interface Instruments {
  readonly duration: Histogram;
  readonly requestBytes: Histogram;
  readonly responseBytes: Histogram;
  readonly retries: Counter;
}

/**
 * Spans and metrics of every call, named as OpenTelemetry's conventions for RPC and gRPC have it (version 1.44.0). What
 * they have no name for is under `omni`. A call through the HTTP gateway is gRPC too: its method and status are. The API
 * is imported at the first call after an SDK was registered (or at once when providers are given): it costs more than a
 * call.
 */
export function openTelemetry({ host, port }: Endpoint, providers: TelemetryProviders = {}): CallObserver {
  const given = providers.tracerProvider !== undefined || providers.meterProvider !== undefined;
  const server: Attributes = { 'rpc.system.name': 'grpc', 'server.address': host, 'server.port': port };
  let api: Api | undefined;
  let meter: Meter | undefined;
  let instruments: Instruments | undefined;

  const record = (loaded: Api, call: ObservedCall): CallRecord => {
    const { metrics, trace } = loaded;
    const tracer = (providers.tracerProvider ?? trace).getTracer(SCOPE, undefined, SCHEMA);
    // A program may register its metrics later than its traces.
    const current = (providers.meterProvider ?? metrics).getMeter(SCOPE, undefined, SCHEMA);
    if (instruments === undefined || current !== meter) instruments = makeInstruments(current);
    meter = current;
    return startRecord(loaded, tracer, instruments, call, server);
  };

  return {
    listening: () => given || isRegistered(),
    started(call) {
      if (api !== undefined) return record(api, call);
      return import('@opentelemetry/api').then((loaded) => {
        api = loaded;
        return record(loaded, call);
      });
    },
  };
}

function isRegistered(): boolean {
  const registry: unknown = Reflect.get(globalThis, REGISTRY);
  return typeof registry === 'object' && registry !== null && ('trace' in registry || 'metrics' in registry);
}

function makeInstruments(meter: Meter): Instruments {
  return {
    duration: meter.createHistogram('rpc.client.call.duration', {
      unit: 's',
      description: 'Time from sending a call until its last message or its failure, retries included',
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    }),
    requestBytes: meter.createHistogram('omni.client.request.size', {
      unit: 'By',
      description: 'Encoded size of the request',
    }),
    responseBytes: meter.createHistogram('omni.client.response.size', {
      unit: 'By',
      description: 'Encoded size of all messages received',
    }),
    retries: meter.createCounter('omni.client.retries', {
      unit: '{retry}',
      description: 'Calls sent once more after a failure',
    }),
  };
}

function startRecord(
  { SpanKind, SpanStatusCode }: Api,
  tracer: Tracer,
  instruments: Instruments,
  call: ObservedCall,
  server: Attributes,
): CallRecord {
  const method = call.method.slice(1);
  const attributes: Attributes = {
    ...server,
    'rpc.method': method,
    ...(call.resourceType === undefined ? {} : { 'omni.resource.type': call.resourceType }),
  };
  const span: Span = tracer.startSpan(method, { kind: SpanKind.CLIENT, attributes });
  return {
    retried({ error, delayMs }) {
      const failure = failureAttributes(error);
      instruments.retries.add(1, { ...attributes, ...failure });
      span.addEvent('retry', { ...failure, 'omni.retry.delay_ms': Math.round(delayMs) });
    },
    ended(outcome) {
      const { durationMs, error, messages, responseBytes, retries } = outcome;
      const labels = { ...attributes, ...outcomeAttributes(outcome) };
      instruments.duration.record(durationMs / 1000, labels);
      instruments.requestBytes.record(call.requestBytes, labels);
      instruments.responseBytes.record(responseBytes, labels);
      span.setAttributes({
        ...outcomeAttributes(outcome),
        'omni.request.size': call.requestBytes,
        'omni.response.size': responseBytes,
        'omni.response.messages': messages,
        'omni.retries': retries,
      });
      // The code alone: an error's text names resources and people.
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error.code });
      span.end();
    },
  };
}

function outcomeAttributes({ error, status }: CallOutcome): Attributes {
  return { 'rpc.response.status_code': grpcStatusName(status), ...(error && failureAttributes(error)) };
}

/** The status a server gave is the type; of what failed before there was one, our own code is. */
function failureAttributes({ code, cause }: OmniError): Attributes {
  const type = cause instanceof GrpcStatusError ? grpcStatusName(cause.grpcCode) : code;
  return { 'error.type': type, 'omni.error.code': code };
}
