/** Metadata of one request; names in lower case. */
export type RequestMetadata = Readonly<Record<string, readonly string[]>>;

/**
 * Names whose values Omni compares with the signed payload, in the order omnictl writes them.
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
  'x-sidero-timestamp',
] as const;

/**
 * The text that is signed and sent as `x-sidero-payload`. Absent names are `null`; an empty list would be refused.
 *
 * @param timestamp seconds since the epoch
 */
export function requestPayload(method: string, metadata: RequestMetadata, timestamp: number): string {
  const headers: Record<string, readonly string[] | null> = {};
  for (const name of SIGNED_NAMES) {
    const values = metadata[name];
    headers[name] = values !== undefined && values.length > 0 ? values : null;
  }
  headers['fieldSelectors'] = null;
  headers['x-sidero-timestamp'] = [String(timestamp)];
  return escapeNonAscii(JSON.stringify({ headers, method }));
}

/** gRPC metadata carries printable ASCII only; the escapes mean the same in JSON. */
function escapeNonAscii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
