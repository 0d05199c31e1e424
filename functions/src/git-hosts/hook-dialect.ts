import type { HookEvent, PayloadProblem } from '../domain/push.ts';
import type { HttpRequest } from '../http/request.ts';

/** What names one delivery of a host. */
export interface DeliveryName {
  /** The host's id; the same when it sends the delivery again. */
  readonly delivery: string;
  /** The host's name for what happened. */
  readonly event: string;
}

/**
 * How one kind of Git host signs its deliveries, and what it says in them. Pure: no clock, no network, no secret of its
 * own. Which dialect a delivery is read in comes from the source its URL names, never from its headers: hosts send each
 * other's headers too.
 */
export interface HookDialect {
  /** Whether these raw bytes were signed with this secret. An empty secret never fits. */
  verifies(request: HttpRequest, secret: string, now: Date): boolean;
  /** Names the delivery, or answers `undefined` when {@link requiredHeaders} are not all there. */
  identify(headers: HttpRequest['headers']): DeliveryName | undefined;
  /** For people whose delivery has not got them. */
  readonly requiredHeaders: string;
  /** Reads what happened. Call it only after {@link verifies} said yes. */
  read(event: string, body: Uint8Array): HookEvent | PayloadProblem;
}
