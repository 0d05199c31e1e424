import { isOmniError } from '../errors/omni-error.ts';
import { types } from '../resources/registry.ts';
import { StateClient } from '../state/state-client.ts';
import type { CallOptions } from '../transport/call-options.ts';
import type { HeaderSource } from '../transport/header-source.ts';
import { type ReachOptions, reachOmni } from './reach-omni.ts';

/**
 * Whether the HTTP gateway of an Omni answers, with whatever: asked by a check that gets nothing through gRPC.
 * @throws {OmniError} `cancelled`
 */
export async function gatewayAnswers(options: ReachOptions, signer: HeaderSource, call: CallOptions): Promise<boolean> {
  await using transport = reachOmni({ ...options, transport: 'http', retry: { attempts: 1 } }, signer).transport;
  try {
    await new StateClient(transport).get(types.SysVersion, 'current', call);
    return true;
  } catch (error) {
    if (isOmniError(error, 'cancelled')) throw error;
    // These are what a place without an Omni answers.
    return !isOmniError(error, 'unavailable', 'deadline_exceeded', 'protocol', 'unimplemented');
  }
}
