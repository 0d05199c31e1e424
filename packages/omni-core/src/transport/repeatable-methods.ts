import { managementService } from '../wire/services.ts';
import { rpcEffect } from './rpc-effects.ts';

/**
 * True when a call may be sent again although it may have arrived: sending it twice does nothing more than sending it
 * once. Watches and other streams that go on for ever are not among them: they have their own way back, which knows
 * what was delivered.
 */
export function isRepeatable(method: string): boolean {
  // The one call that may make something and makes the same every time.
  return rpcEffect(method) === 'reads' || method === managementService.getBootAssetURL.path;
}
