/** Omni's own limit for one message. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;
