import { type ClientOptions, compressionAlgorithms } from '@grpc/grpc-js';
import { isLoopback } from '../config/loopback.ts';
import type { Compression } from './compression.ts';
import { MAX_MESSAGE_BYTES } from './message-limit.ts';

/**
 * HTTP/2 window. Throughput is at most window divided by round-trip time, and Node's default of 64 KiB makes large
 * lists over 40 ms links some eighty times slower than this. It is also what a list of 10,000 machines (11 MiB) fits
 * into at once: with 8 MiB the server stops in the middle and waits a round trip for the window to grow. grpc-go goes
 * no higher either.
 */
const FLOW_CONTROL_WINDOW_BYTES = 16 * 1024 * 1024;

/** Pings as often as omnictl does, and only while calls are open. */
const KEEPALIVE_MS = 60_000;
/** Longest time a ping may take. */
const MOST_PING_MS = 20_000;

export interface ChannelSettings {
  readonly host: string;
  /** Largest message accepted, in bytes. @default 32 MiB */
  readonly maxMessageBytes?: number;
  /** @default 'none' */
  readonly compression?: Compression;
  /** See `OmniClientOptions`. @default 60_000 */
  readonly keepaliveMs?: number;
}

/** Channel options for talking to Omni. */
export function channelOptions(settings: ChannelSettings): ClientOptions {
  const { host, maxMessageBytes = MAX_MESSAGE_BYTES, compression = 'none', keepaliveMs = KEEPALIVE_MS } = settings;
  return {
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_send_message_length': maxMessageBytes,
    'grpc-node.flow_control_window': FLOW_CONTROL_WINDOW_BYTES,
    'grpc.keepalive_time_ms': keepaliveMs,
    'grpc.keepalive_timeout_ms': Math.min(keepaliveMs, MOST_PING_MS),
    // A server that comes back is found again within seconds, not minutes.
    'grpc.initial_reconnect_backoff_ms': 250,
    'grpc.max_reconnect_backoff_ms': 5_000,
    // Bookkeeping nobody reads here; it costs time on every call.
    'grpc.enable_channelz': 0,
    'grpc.service_config_disable_resolution': 1,
    // Closing the transport closes its connection now, not when a shared pool gets to it.
    'grpc.use_local_subchannel_pool': 1,
    // The server answers in the way it is asked, so this compresses both directions.
    ...(compression === 'gzip' && { 'grpc.default_compression_algorithm': compressionAlgorithms.gzip }),
    // Every other host is reached through the proxy of grpc_proxy, https_proxy or http_proxy, unless no_proxy names it.
    ...(isLoopback(host) ? { 'grpc.enable_http_proxy': 0 } : {}),
  };
}
