import { describe, expect, it } from 'vitest';
import { CredentialsError } from '../errors/call-errors.ts';
import { fromGrpc } from '../errors/from-grpc.ts';
import { GRPC } from '../errors/grpc-status.ts';
import { OmniError } from '../errors/omni-error.ts';
import {
  clockFinding,
  identityFinding,
  keyFinding,
  reachableFinding,
  roleFinding,
  versionFinding,
} from './check-findings.ts';

const NOW = Date.UTC(2026, 10, 22);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ENDPOINT = 'https://omni.example.com';
const RENEW = 'Renew the service account and store the new key.';
const from = (code: number, details: string) => fromGrpc({ code, details }, { method: '/cosi.resource.State/Get' });

function keyOf(identity: string, leftMs: number | undefined) {
  const expires = leftMs === undefined ? undefined : new Date(NOW + leftMs);
  return { identity, key: { fingerprint: 'f', expires, sign: () => new Uint8Array() } };
}

describe('a check', () => {
  it.each<[string, OmniError | undefined, string, string]>([
    ['an answer', undefined, 'ok', 'answers'],
    ['a refusal', from(GRPC.PERMISSION_DENIED, 'no'), 'ok', 'answers'],
    ['nobody', from(GRPC.UNAVAILABLE, 'No connection established: ECONNREFUSED'), 'failed', 'cannot be reached'],
    ['silence', from(GRPC.DEADLINE_EXCEEDED, 'late'), 'failed', 'cannot be reached'],
    ['garbage', new OmniError('protocol', 'garbage'), 'failed', 'cannot be reached'],
    ['another server', from(GRPC.UNIMPLEMENTED, 'unknown service'), 'failed', 'not answer as an Omni'],
    ['an agreement to accept', from(GRPC.FAILED_PRECONDITION, 'EULA: not accepted'), 'failed', 'refuses every call'],
    ['a key that cannot sign', new CredentialsError('credentials_expired', 'old'), 'unknown', 'Nothing was sent'],
  ])('of the connection knows %s', (_name, error, status, detail) => {
    const outcome = error === undefined ? { value: {} } : { error };

    expect(reachableFinding(ENDPOINT, outcome)).toMatchObject({ status, detail: expect.stringContaining(detail) });
  });

  it.each<[string, string]>([
    ['v1.10.4', 'ok'],
    ['v1.5.0', 'ok'],
    ['v1.4.9', 'warning'],
    ['v0.40.1', 'warning'],
    ['v2.0.0-beta.1', 'ok'],
    ['main-abc', 'ok'],
  ])('of the version finds %s %s', (backendVersion, status) => {
    const finding = versionFinding({ value: { backendVersion, instanceName: '', backendApiVersion: 2 } });

    expect(finding).toMatchObject({ status, detail: `Omni runs ${backendVersion} with version 2 of the API.` });
  });

  it.each<[string, number | undefined, string, string | undefined]>([
    ['automation', undefined, 'ok', undefined],
    ['automation', 15 * DAY_MS, 'ok', undefined],
    ['automation', 13 * DAY_MS, 'warning', RENEW],
    ['automation@serviceaccount.omni.sidero.dev', 0, 'failed', RENEW],
    ['qemu@infra-provider.serviceaccount.omni.sidero.dev', DAY_MS, 'warning', RENEW],
    ['jane@example.com', 3 * 60 * MINUTE_MS, 'ok', undefined],
    ['jane@example.com', 9 * MINUTE_MS, 'warning', 'Log in again.'],
    ['jane@example.com', -1, 'failed', 'Log in again.'],
  ])('of the key of %s with %d ms left is %s', (identity, leftMs, status, advice) => {
    const finding = keyFinding(keyOf(identity, leftMs), NOW);

    expect([finding.status, finding.advice]).toEqual([status, advice]);
  });

  it.each<[number | undefined, string]>([
    [undefined, 'unknown'],
    [0, 'ok'],
    [-3 * MINUTE_MS, 'warning'],
    [5 * MINUTE_MS, 'failed'],
  ])('of a clock %d ms ahead is %s', (aheadMs, status) => {
    expect(clockFinding(aheadMs).status).toBe(status);
  });

  it.each<[string, string]>([
    ['Admin', 'ok'],
    ['None', 'warning'],
    ['', 'warning'],
  ])('of the role %j is %s', (role, status) => {
    expect(roleFinding({ value: { role } }).status).toBe(status);
  });

  it('always says what to do about what is not in order', () => {
    const errors = [from(GRPC.UNKNOWN, 'x'), from(GRPC.UNAUTHENTICATED, 'invalid'), new OmniError('protocol', 'x')];
    const findings = errors.flatMap((error) => [
      reachableFinding(ENDPOINT, { error }),
      identityFinding('automation', { error }),
      roleFinding({ error }),
      versionFinding({ error }),
    ]);

    const troubled = [...findings, clockFinding(undefined), keyFinding(keyOf('a', 0), NOW)].filter(
      ({ status }) => status !== 'ok',
    );

    expect(troubled.length).toBeGreaterThan(8);
    expect(troubled.filter(({ advice = '' }) => advice === '')).toEqual([]);
  });
});
