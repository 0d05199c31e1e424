/** The YAML printing of a spec that responses carry beside the bytes. */
export function printSpecYaml(_type: string, _spec: Uint8Array): string {
  return '';
}
