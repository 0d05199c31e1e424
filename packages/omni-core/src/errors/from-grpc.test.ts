import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fromGrpc } from './from-grpc.ts';
import { GRPC } from './grpc-status.ts';

const STATE = '/cosi.resource.State/';
const RESOURCE = 'Clusters.omni.sidero.dev(default/demo)';
const refusal = (text: string): string => `failed to validate: 1 error occurred:\n\t* ${text}\n\n`;

describe('fromGrpc', () => {
  it.each([
    ['Get', GRPC.NOT_FOUND, "resource doesn't exist", 'not_found', 'NotFoundError'],
    ['Create', GRPC.ALREADY_EXISTS, 'resource already exists', 'already_exists', 'AlreadyExistsError'],
    ['Update', GRPC.PERMISSION_DENIED, 'resource is owned by "X"', 'owner_conflict', 'ConflictError'],
    ['Update', GRPC.PERMISSION_DENIED, refusal('only read access is permitted'), 'access_denied', 'AccessError'],
    ['Get', GRPC.PERMISSION_DENIED, 'unauthorized: insufficient role: "None"', 'access_denied', 'AccessError'],
    ['Update', GRPC.PERMISSION_DENIED, refusal('x is owned by y'), 'access_denied', 'AccessError'],
    [
      'Update',
      GRPC.FAILED_PRECONDITION,
      'update conflict: expected version "%!q"',
      'version_conflict',
      'ConflictError',
    ],
    ['Destroy', GRPC.FAILED_PRECONDITION, 'has pending finalizers [x]', 'finalizers_pending', 'ConflictError'],
    ['Get', GRPC.FAILED_PRECONDITION, 'EULA has not been accepted; see', 'precondition_failed', 'OmniError'],
    ['Update', GRPC.FAILED_PRECONDITION, refusal('cluster is locked'), 'validation_failed', 'ValidationError'],
    ['Update', GRPC.INVALID_ARGUMENT, 'resource is not in phase running', 'phase_conflict', 'ConflictError'],
    ['Update', GRPC.INVALID_ARGUMENT, refusal('bad phase of the moon'), 'validation_failed', 'ValidationError'],
    ['List', GRPC.INVALID_ARGUMENT, 'failed to compile regexp', 'invalid_argument', 'OmniError'],
    ['Create', GRPC.NOT_FOUND, refusal('cluster does not exist'), 'validation_failed', 'ValidationError'],
    ['Create', GRPC.DEADLINE_EXCEEDED, 'etcd write throttled out after 30s', 'unavailable', 'UnavailableError'],
    ['Create', GRPC.RESOURCE_EXHAUSTED, 'etcd write payload (1) exceeds the', 'resource_exhausted', 'OmniError'],
    ['Get', GRPC.DEADLINE_EXCEEDED, 'Deadline exceeded', 'deadline_exceeded', 'DeadlineError'],
    ['Get', GRPC.UNAUTHENTICATED, 'invalid signature', 'unauthenticated', 'UnauthenticatedError'],
    ['Get', GRPC.UNAVAILABLE, 'connect ECONNREFUSED', 'unavailable', 'UnavailableError'],
    ['Get', GRPC.CANCELLED, 'Call cancelled', 'unavailable', 'UnavailableError'],
    ['Get', GRPC.INTERNAL, 'Received RST_STREAM with code 2', 'unavailable', 'UnavailableError'],
    ['Get', GRPC.INTERNAL, 'panic', 'server_error', 'OmniError'],
    ['Get', GRPC.UNIMPLEMENTED, 'unknown method', 'unimplemented', 'OmniError'],
    ['Get', GRPC.UNKNOWN, 'something raw', 'server_error', 'OmniError'],
    ['Get', 99, 'from the future', 'server_error', 'OmniError'],
  ])('%s %i %j is %s', (method, code, details, expected, name) => {
    const error = fromGrpc({ code, details }, { method: STATE + method, resource: RESOURCE });

    expect([error.code, error.name, error.resource]).toEqual([expected, name, RESOURCE]);
    expect(error.message).toContain(RESOURCE);
    expect(error.cause).toMatchObject({ name: 'GrpcStatusError', grpcCode: code });
  });

  it('lists each broken rule once, in order, multi-line ones included', () => {
    const details =
      'failed to validate: 3 errors occurred:\n\t* one\n\t* two\n  goes on\n\t* rpc error: code = NotFound desc = three\n\n';

    const error = fromGrpc({ code: GRPC.INVALID_ARGUMENT, details }, { method: `${STATE}Create` });

    expect(error).toMatchObject({ messages: ['one', 'two\n  goes on', 'three'] });
  });

  it('takes lists in lists apart', () => {
    const details = 'failed to validate: 2 errors occurred:\n\t* 1 error occurred:\n\t* one\n\n\n\t* two\n\n';

    const error = fromGrpc({ code: GRPC.INVALID_ARGUMENT, details }, { method: `${STATE}Create` });

    expect(error).toMatchObject({ messages: ['one', 'two'] });
  });

  it.each([
    ['Sun, 22 Nov 2026 12:00:00 GMT', '2026-11-22T12:09:00Z', /9 minutes ahead of/],
    ['Sun, 22 Nov 2026 12:09:00 GMT', '2026-11-22T12:00:00Z', /9 minutes behind/],
    ['Sun, 22 Nov 2026 12:00:00 GMT', '2026-11-22T12:01:00Z', /registered/],
    ['nonsense', '2026-11-22T12:01:00Z', /registered/],
    [undefined, '2026-11-22T12:01:00Z', /registered/],
  ])('explains a refused signature: server time %s, ours %s', (serverDate, now, hint) => {
    const error = fromGrpc(
      { code: GRPC.UNAUTHENTICATED, details: 'invalid signature', serverDate },
      { method: `${STATE}Get`, now: new Date(now) },
    );

    expect(error.hint).toMatch(hint);
  });

  it('removes signatures and keys that a server repeats', () => {
    const secrets = [
      'siderov1 automation 0123abcd c2lnbmF0dXJl',
      '-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nc2VjcmV0\n-----END PGP PRIVATE KEY BLOCK-----',
      Buffer.from('{"name":"automation","pgp_key":"c2VjcmV0"}').toString('base64'),
    ];

    const error = fromGrpc(
      { code: GRPC.INTERNAL, details: `bad: ${secrets.join(' and ')}!` },
      { method: `${STATE}Get` },
    );

    const shown = inspect(error, { depth: 10, showHidden: true });
    for (const part of ['c2lnbmF0dXJl', 'c2VjcmV0', secrets[2]?.slice(20, 40)]) expect(shown).not.toContain(part);
  });
});
