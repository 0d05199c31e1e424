import {
  authService,
  managementService,
  oidcService,
  type RpcMethod,
  resourceService,
  stateService,
} from './services.ts';

let methods: ReadonlyMap<string, RpcMethod> | undefined;

/** The RPC at a full gRPC path such as `/cosi.resource.State/Get`; `undefined` when the contract has none there. */
export function findRpcMethod(path: string): RpcMethod | undefined {
  methods ??= new Map(
    [authService, managementService, oidcService, resourceService, stateService]
      .flatMap((service): readonly RpcMethod[] => Object.values(service))
      .map((method) => [method.path, method]),
  );
  return methods.get(path);
}
