import type { DeliveryLog } from '../ports/delivery-log.ts';

/** Deliveries of this process, forgotten when it ends. */
export class MemoryDeliveryLog implements DeliveryLog {
  readonly #claimed = new Set<string>();

  async claim(id: string): Promise<boolean> {
    if (this.#claimed.has(id)) return false;
    this.#claimed.add(id);
    return true;
  }

  async release(id: string): Promise<void> {
    this.#claimed.delete(id);
  }
}
