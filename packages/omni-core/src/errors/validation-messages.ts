const PREFIX = 'failed to validate: ';

/** True for texts written by Omni's validation or access rules, as opposed to the store itself. */
export function isValidationText(details: string): boolean {
  return details.startsWith(PREFIX);
}

/**
 * The single messages of a `failed to validate: N errors occurred:\n\t* …` text.
 * A text without that list is one message.
 */
export function validationMessages(details: string): readonly string[] {
  const body = isValidationText(details) ? details.slice(PREFIX.length) : details;
  const items = body.split(/(?:^|\n)[ \t]*\* /);
  const messages = (items.length > 1 ? items.slice(1) : items).map(cleaned).filter((item) => item !== '');
  return messages.length > 0 ? messages : [details.trim()];
}

/** Go wraps errors that crossed gRPC once more before they got here. */
function cleaned(item: string): string {
  return item.trim().replace(/^rpc error: code = \w+ desc = /, '');
}
