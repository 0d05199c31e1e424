/**
 * Gives a message the fields of another one, all the way down. Fields that a newer server wrote and nobody here can
 * name stay with the message they came in, which is why it is changed in place and not replaced.
 */
export function overwriteFields(message: object, fields: object): void {
  const target = message as Record<string, unknown>; // Messages are plain records of their fields.
  for (const name of Object.keys(target)) if (!(name in fields)) delete target[name];
  for (const [name, value] of Object.entries(fields)) {
    const present = target[name];
    if (isMessage(present) && isMessage(value)) overwriteFields(present, value);
    else target[name] = value;
  }
}

function isMessage(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
