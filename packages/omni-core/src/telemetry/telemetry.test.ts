import { setTimeout as delay } from 'node:timers/promises';
import { context, metrics, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, describe, expect, it } from 'vitest';
import { CredentialsError, UnavailableError } from '../errors/call-errors.ts';
import { fromGrpc } from '../errors/from-grpc.ts';
import { GRPC } from '../errors/grpc-status.ts';
import type { MessageBatch, Transport, TransportCall } from '../transport/transport.ts';
import type { LogFields, Logger } from './logger.ts';
import { observeTransport } from './observe-transport.ts';
import type { TelemetryOptions } from './telemetry-options.ts';

const GET = '/cosi.resource.State/Get';
const LIST = '/cosi.resource.State/List';
const CANARY = 'CANARY-secret';
const ENDPOINT = { host: 'omni.example.com', port: 443, secure: true, url: 'https://omni.example.com' };
const REQUEST = Buffer.from(CANARY);
const DEMO = { resource: 'Clusters.omni.sidero.dev(default/demo)' };

/** Answers as told and does nothing else. */
class ScriptedTransport implements Transport {
  readonly calls: TransportCall[] = [];
  answer: (call: TransportCall) => Promise<Uint8Array> = async () => Buffer.from('12345');
  batches: readonly (MessageBatch | Error)[] = [[Buffer.from('12'), Buffer.from('345')], [Buffer.from('6')]];

  async unary(_: string, __: Uint8Array, call: TransportCall = {}): Promise<Uint8Array> {
    this.calls.push(call);
    return this.answer(call);
  }

  async *serverStream(): AsyncGenerator<MessageBatch, void, undefined> {
    for (const batch of this.batches) {
      if (batch instanceof Error) throw batch;
      yield batch;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function memory() {
  const spans = new InMemorySpanExporter();
  const points = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter: points, exportIntervalMillis: 3_600_000 });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const measured = async () => {
    await reader.forceFlush();
    const [last] = points.getMetrics().slice(-1);
    return last?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  };
  return { spans, measured, tracerProvider, meterProvider };
}

function observed(options: TelemetryOptions) {
  const inner = new ScriptedTransport();
  return { inner, transport: observeTransport(inner, ENDPOINT, options) };
}

const notFound = () => fromGrpc({ code: GRPC.NOT_FOUND, details: CANARY }, { method: GET, ...DEMO });

afterEach(() => {
  trace.disable();
  metrics.disable();
  context.disable();
});

describe('telemetry', () => {
  it('makes a span of every call, with the conventions of RPC', async () => {
    const { spans, ...telemetry } = memory();
    const { transport } = observed({ telemetry });

    await transport.unary(GET, REQUEST, DEMO);

    const [span] = spans.getFinishedSpans();
    expect(span?.name).toBe('cosi.resource.State/Get');
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
    expect(span?.attributes).toEqual({
      'rpc.system.name': 'grpc',
      'rpc.method': 'cosi.resource.State/Get',
      'rpc.response.status_code': 'OK',
      'server.address': 'omni.example.com',
      'server.port': 443,
      'omni.resource.type': 'Clusters.omni.sidero.dev',
      'omni.request.size': REQUEST.length,
      'omni.response.size': 5,
      'omni.response.messages': 1,
      'omni.retries': 0,
    });
  });

  it('names failures by their codes and hands them on', async () => {
    const { spans, ...telemetry } = memory();
    const { inner, transport } = observed({ telemetry });
    const failure = notFound();
    inner.answer = () => Promise.reject(failure);

    await expect(transport.unary(GET, REQUEST, DEMO)).rejects.toBe(failure);
    inner.answer = () => Promise.reject(new CredentialsError('credentials_expired', CANARY));
    await expect(transport.unary(GET, REQUEST, DEMO)).rejects.toMatchObject({ code: 'credentials_expired' });

    const [first, second] = spans.getFinishedSpans();
    expect(first?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'not_found' });
    expect(first?.attributes).toMatchObject({
      'rpc.response.status_code': 'NOT_FOUND',
      'error.type': 'NOT_FOUND',
      'omni.error.code': 'not_found',
    });
    expect(second?.attributes).toMatchObject({
      'rpc.response.status_code': 'UNAUTHENTICATED',
      'error.type': 'credentials_expired',
    });
    expect(first?.instrumentationScope.schemaUrl).toBe('https://opentelemetry.io/schemas/1.44.0');
  });

  it('counts what a stream delivers until it ends, fails or is left', async () => {
    const { spans, ...telemetry } = memory();
    const { inner, transport } = observed({ telemetry });
    const call = { resource: 'Clusters.omni.sidero.dev' };

    for await (const _ of transport.serverStream(LIST, REQUEST, call));
    for await (const _ of transport.serverStream(LIST, REQUEST, call)) break;
    inner.batches = [[Buffer.from('1')], new UnavailableError('gone')];
    await expect(Array.fromAsync(transport.serverStream(LIST, REQUEST, call))).rejects.toMatchObject({
      code: 'unavailable',
    });

    const attributes = spans.getFinishedSpans().map((span) => span.attributes);
    expect(attributes).toMatchObject([
      { 'rpc.response.status_code': 'OK', 'omni.response.messages': 3, 'omni.response.size': 6 },
      { 'rpc.response.status_code': 'CANCELLED', 'omni.response.messages': 2, 'omni.response.size': 5 },
      { 'rpc.response.status_code': 'UNAVAILABLE', 'omni.response.messages': 1, 'error.type': 'unavailable' },
    ]);
    expect(attributes[0]).toMatchObject({ 'omni.resource.type': 'Clusters.omni.sidero.dev' });
  });

  it('counts retries and tells the caller of them as well', async () => {
    const { spans, measured, ...telemetry } = memory();
    const { inner, transport } = observed({ telemetry });
    const heard: string[] = [];
    inner.answer = async ({ onRetry }) => {
      onRetry?.({ error: new UnavailableError('busy'), delayMs: 12.3 });
      return Buffer.from('');
    };

    await transport.unary(GET, REQUEST, { ...DEMO, onRetry: ({ error }) => heard.push(error.code) });

    const [span] = spans.getFinishedSpans();
    expect(span?.attributes['omni.retries']).toBe(1);
    expect(span?.events).toMatchObject([{ name: 'retry', attributes: { 'error.type': 'unavailable' } }]);
    expect(heard).toEqual(['unavailable']);
    const retries = (await measured()).find(({ descriptor }) => descriptor.name === 'omni.client.retries');
    expect(retries?.dataPoints).toMatchObject([{ value: 1, attributes: { 'rpc.method': 'cosi.resource.State/Get' } }]);
  });

  it('measures durations in seconds and sizes in bytes', async () => {
    const { measured, spans, ...telemetry } = memory();
    const { inner, transport } = observed({ telemetry });
    inner.answer = async () => {
      await delay(30);
      return Buffer.alloc(100);
    };

    await transport.unary(GET, REQUEST, DEMO);

    const byName = new Map((await measured()).map((metric) => [metric.descriptor.name, metric]));
    expect([...byName.keys()].sort()).toEqual([
      'omni.client.request.size',
      'omni.client.response.size',
      'rpc.client.call.duration',
    ]);
    expect(byName.get('rpc.client.call.duration')?.descriptor.unit).toBe('s');
    const [duration] = byName.get('rpc.client.call.duration')?.dataPoints ?? [];
    expect(duration?.value).toMatchObject({ count: 1, sum: expect.closeTo(0.04, 1) });
    expect(byName.get('omni.client.response.size')?.dataPoints).toMatchObject([{ value: { sum: 100 } }]);
    expect(spans.getFinishedSpans()).toHaveLength(1);
  });

  it('begins when the program registers an SDK, and ends when it is switched off', async () => {
    const { inner, transport } = observed({});
    const { transport: silent } = observed({ telemetry: false });
    await transport.unary(GET, REQUEST, DEMO);
    const { spans, measured, tracerProvider, meterProvider } = memory();

    trace.setGlobalTracerProvider(tracerProvider);
    await transport.unary(GET, REQUEST, DEMO);
    metrics.setGlobalMeterProvider(meterProvider);
    await transport.unary(GET, REQUEST, DEMO);
    await silent.unary(GET, REQUEST, DEMO);

    expect(spans.getFinishedSpans()).toHaveLength(2);
    expect((await measured())[0]?.dataPoints).toMatchObject([{ value: { count: 1 } }]);
    expect(inner.calls).toHaveLength(3);
  });

  it('never shows what a call carries', async () => {
    const { spans, measured, ...telemetry } = memory();
    const { inner, transport } = observed({ telemetry });
    inner.answer = () => Promise.reject(notFound());

    await expect(transport.unary(GET, REQUEST, { ...DEMO, metadata: { context: [CANARY] } })).rejects.toThrow();

    const [span] = spans.getFinishedSpans();
    expect(JSON.stringify([span?.attributes, span?.events, span?.status, await measured()])).not.toContain('CANARY');
  });
});

class Lines implements Logger {
  readonly lines: (readonly [level: string, message: string, fields: LogFields | undefined])[] = [];
  debug = (message: string, fields?: LogFields): unknown => this.lines.push(['debug', message, fields]);
  info = (message: string, fields?: LogFields): unknown => this.lines.push(['info', message, fields]);
  warn = (message: string, fields?: LogFields): unknown => this.lines.push(['warn', message, fields]);
  error = (message: string, fields?: LogFields): unknown => this.lines.push(['error', message, fields]);
}

describe('the logger', () => {
  it('hears of every call at the level it deserves', async () => {
    const logger = new Lines();
    const { inner, transport } = observed({ telemetry: false, logger });
    const outcomes = [notFound(), new UnavailableError('busy'), fromGrpc({ code: 13, details: 'x' }, { method: GET })];

    await transport.unary(GET, REQUEST, DEMO);
    for (const outcome of outcomes) {
      inner.answer = async ({ onRetry }) => {
        if (outcome instanceof UnavailableError) onRetry?.({ error: outcome, delayMs: 5 });
        throw outcome;
      };
      await expect(transport.unary(GET, REQUEST, DEMO)).rejects.toBe(outcome);
    }

    expect(logger.lines.map(([level, , fields]) => [level, fields?.['code'], fields?.['status']])).toEqual([
      ['debug', undefined, 0],
      ['debug', 'not_found', 5],
      ['info', 'unavailable', undefined],
      ['warn', 'unavailable', 14],
      ['error', 'server_error', 13],
    ]);
    expect(logger.lines[0]?.[2]).toMatchObject({
      method: GET,
      resourceType: 'Clusters.omni.sidero.dev',
      requestBytes: REQUEST.length,
      responseBytes: 5,
      retries: 0,
    });
    expect(JSON.stringify(logger.lines)).not.toContain('CANARY');
  });

  it('fails no call when it fails itself', async () => {
    const fail = () => {
      throw new Error('disk full');
    };
    const { transport } = observed({ logger: { debug: fail, info: fail, warn: fail, error: fail } });

    await expect(transport.unary(GET, REQUEST, DEMO)).resolves.toEqual(Buffer.from('12345'));
  });

  it('works beside telemetry', async () => {
    const { spans, ...telemetry } = memory();
    const logger = new Lines();
    const { transport } = observed({ telemetry, logger });

    for await (const _ of transport.serverStream(LIST, REQUEST));

    expect(spans.getFinishedSpans()).toHaveLength(1);
    expect(logger.lines).toHaveLength(1);
  });
});

describe('a client nobody listens to', () => {
  it('hands calls to the transport as they are', async () => {
    const { inner, transport } = observed({});
    const { inner: bare, transport: same } = observed({ telemetry: false });
    const call = { ...DEMO };

    await transport.unary(GET, REQUEST, call);

    expect(inner.calls[0]).toBe(call);
    expect(same).toBe(bare);
  });
});
