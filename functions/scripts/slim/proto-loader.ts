/**
 * Stands in bundles for `@grpc/proto-loader`, which grpc-js needs for channelz and load reports only. It would bring a
 * second protobufjs.
 *
 * @throws {Error} always
 */
export function loadSync(): never {
  throw new Error('@grpc/proto-loader is not part of this bundle: channelz and ORCA cannot be used here');
}
