const PREFIX = 'failed to validate: ';

/** True for texts written by Omni's validation or access rules, as opposed to the store itself. */
export function isValidationText(details: string): boolean {
  return details.startsWith(PREFIX);
}

/** Head of a list; one inside another says nothing. */
const LIST_HEAD = /^\d+ errors? occurred:$/;

/**
 * The single messages of a `failed to validate: N errors occurred:\n\t* …` text, also of lists inside of it.
 * A text without a list is one message.
 */
export function validationMessages(details: string): readonly string[] {
  const body = isValidationText(details) ? details.slice(PREFIX.length) : details;
  const items = body.split(/(?:^|\n)[ \t]*\* /);
  const messages = (items.length > 1 ? items.slice(1) : items).map(cleaned).filter(isMessage);
  return messages.length > 0 ? messages : [details.trim()];
}

function isMessage(item: string): boolean {
  return item !== '' && !LIST_HEAD.test(item);
}

/** Go wraps errors that crossed gRPC once more before they got here. */
function cleaned(item: string): string {
  return item.trim().replace(/^rpc error: code = \w+ desc = /, '');
}
