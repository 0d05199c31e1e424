/** Metadata of one request; names in lower case. */
export type RequestMetadata = Readonly<Record<string, readonly string[]>>;

/**
 * Names whose values Omni compares with the signed payload, in the order omnictl writes them. The
 * timestamp comes last and is always there.
 *
 * `fieldSelectors` never carries a value: the server looks the mixed-case name up among lower-case ones, finds
 * nothing, and would refuse a payload that says otherwise.
 */
const SIGNED_NAMES = [
  'authorization',
  'cluster',
  'context',
  'fieldSelectors',
  'namespace',
  'nodes',
  'runtime',
  'selectors',
  'uid',
] as const;

/** Most requests carry none of the names: then only the time and the method differ. */
const PLAIN_HEADERS = SIGNED_NAMES.map((name) => `"${name}":null`).join();

/**
 * The text that is signed and sent as `x-sidero-payload`. Absent names are `null`; an empty list would be refused.
 *
 * @param timestamp seconds since the epoch
 */
export function requestPayload(method: string, metadata: RequestMetadata, timestamp: number): string {
  const headers = signedHeaders(metadata);
  return `{"headers":{${headers},"x-sidero-timestamp":["${timestamp}"]},"method":${asciiJson(method)}}`;
}

function signedHeaders(metadata: RequestMetadata): string {
  for (const _ in metadata) return SIGNED_NAMES.map((name) => signedHeader(name, metadata)).join();
  return PLAIN_HEADERS;
}

function signedHeader(name: string, metadata: RequestMetadata): string {
  const values = name === 'fieldSelectors' ? undefined : metadata[name];
  return `"${name}":${values === undefined || values.length === 0 ? 'null' : asciiJson(values)}`;
}

/** gRPC metadata carries printable ASCII only; the escapes mean the same in JSON. */
function asciiJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
