import { describe } from 'vitest';
import { setTransportUnderTest } from '../testing/transport-under-test.ts';

setTransportUnderTest('http');

/** What holds over gRPC holds through the gateway as well, test by test. */
describe('through the gateway', () => {
  describe('the state', () => import('../state/state-service.test.ts').then(() => undefined));
  describe('management', () => import('../management/management-service.test.ts').then(() => undefined));
  describe('the other calls of management', () =>
    import('../management/management-rpcs.test.ts').then(() => undefined));
  describe('the resource service', () => import('../resource-service/resource-service.test.ts').then(() => undefined));
  describe('keys of people', () => import('../auth-service/auth-service.test.ts').then(() => undefined));
  describe('a login', () => import('../auth-service/login.test.ts').then(() => undefined));
  describe('refusals', () => import('../auth/refusals.test.ts').then(() => undefined));
  describe('signatures', () => import('../auth/signature-refusals.test.ts').then(() => undefined));
  describe('clusters', () => import('../cluster-operations.test.ts').then(() => undefined));
});
