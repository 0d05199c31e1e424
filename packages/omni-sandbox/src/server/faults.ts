import { setTimeout as sleep } from 'node:timers/promises';
import { StatusError, type StatusName } from '../status/status-error.ts';

interface Fault {
  readonly method: string;
  remaining: number;
  readonly delayMs: number;
  readonly refusal: StatusError | undefined;
}

export interface FaultOptions {
  /** How many calls it hits. @default 1 */
  readonly times?: number;
}

/** Trouble on demand, for testing what clients do about it. */
export class Faults {
  readonly #faults: Fault[] = [];

  /** Refuses the next calls of a method, e.g. `/cosi.resource.State/Update`, before anything else is looked at. */
  refuse(method: string, status: StatusName, message: string, options: FaultOptions = {}): void {
    this.#add({ method, delayMs: 0, refusal: new StatusError(status, message) }, options);
  }

  /** Lets the next calls of a method wait before they are answered. */
  delay(method: string, delayMs: number, options: FaultOptions = {}): void {
    this.#add({ method, delayMs, refusal: undefined }, options);
  }

  /** Applies what is planned for this call. @throws {StatusError} the planned refusal */
  async strike(method: string, signal: AbortSignal): Promise<void> {
    const fault = this.#faults.find((planned) => planned.method === method);
    if (fault === undefined) return;
    fault.remaining -= 1;
    if (fault.remaining <= 0) this.#faults.splice(this.#faults.indexOf(fault), 1);
    if (fault.delayMs > 0) await sleep(fault.delayMs, undefined, { signal });
    if (fault.refusal !== undefined) throw fault.refusal;
  }

  #add(fault: Omit<Fault, 'remaining'>, { times = 1 }: FaultOptions): void {
    this.#faults.push({ ...fault, remaining: times });
  }
}
