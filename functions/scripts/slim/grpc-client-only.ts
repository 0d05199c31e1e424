import type { Plugin } from 'esbuild';

/**
 * The server of grpc-js, and what balances load over the addresses of a service configuration: a tenth of what it
 * weighs. The functions only call, and one address at a time.
 */
const UNUSED =
  /\/@grpc\/grpc-js\/build\/src\/(server(-call|-credentials|-interceptors)?|orca|load-balancer-(outlier-detection|weighted-round-robin))\.js$/;

/** grpc-js sets each of its modules up; what is missing from one of them is `undefined` in its index. */
const NOTHING = 'exports.setup = () => {};';

/** Leaves out of grpc-js what is not part of a client. */
export const grpcClientOnly: Plugin = {
  name: 'grpc-client-only',
  setup(build) {
    build.onLoad({ filter: UNUSED }, () => ({ contents: NOTHING, loader: 'js' }));
  },
};
