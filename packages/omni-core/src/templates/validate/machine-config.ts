import { isMap, isScalar } from 'yaml';
import type { GoYamlValue } from '../../resources/yaml/go-yaml.ts';
import { goQuote } from '../go-format.ts';
import type { MachineConfigSchema } from '../machine-config/machine-config-schema.ts';
import { type ParsedDocument, schemaProblem } from '../machine-config/schema-problem.ts';
import type { Problem } from '../problem.ts';
import type { Dialect } from '../target.ts';
import { parseDocuments, type YamlDocument } from '../yaml/documents.ts';
import { resolveScalar } from '../yaml/scalar.ts';
import { YamlSyntaxError } from '../yaml/syntax-error.ts';
import { toYamlMapping, type YamlMapping } from '../yaml/value.ts';

/** Keys that make a document without a kind the classic machine config. */
const CLASSIC_KEYS = ['machine', 'cluster', 'debug', 'persist'] as const;
const CLASSIC_IDENTITY = '/v1alpha1/';
const ADMIN_ROLE = 'os:admin';

interface ConfigDocument {
  /** `<apiVersion>/<kind>/<name>`, the way documents are told apart. */
  readonly identity: string;
  readonly kind: string;
  readonly values: YamlMapping;
}

/**
 * Checks the structure of a Talos config patch: documents, their identity, and what Omni forbids. Whether every key
 * and kind exists in Talos and has the right type is checked when there is a schema, else left to the server.
 */
export function checkMachineConfig(text: string, dialect: Dialect, schema?: MachineConfigSchema): Problem | undefined {
  try {
    const documents = readDocuments(parseDocuments(text), (document) => schemaProblem(document, dialect, schema));
    if ('problem' in documents) return documents.problem;
    const checked = dialect.firstDocumentOnly ? documents.found.slice(0, 1) : documents.found;
    const causes = checked.flatMap((document) => checkForbidden(document, dialect));
    return causes.length === 0 ? undefined : { causes };
  } catch (error) {
    if (error instanceof YamlSyntaxError) return { text: `decode error: yaml: ${error.message}` };
    throw error;
  }
}

/**
 * True for contents, decoded already, that {@link checkMachineConfig} would find nothing wrong with. False says nothing:
 * the text has to be checked then, which also knows the lines.
 */
export function isSoundMachineConfig(documents: readonly YamlMapping[], dialect: Dialect): boolean {
  const identities = new Set<string>();
  for (const values of documents) {
    if (values.size === 0) continue;
    const { identity, kind, missing } = identify(values);
    if (missing !== undefined || identities.has(identity)) return false;
    if (checkForbidden({ identity, kind, values }, dialect).length > 0) return false;
    identities.add(identity);
  }
  return identities.size > 0;
}

function readDocuments(
  documents: readonly YamlDocument[],
  misfit: (document: ParsedDocument) => string | undefined,
): { readonly found: readonly ConfigDocument[] } | { readonly problem: Problem } {
  const found = new Map<string, ConfigDocument>();
  for (const document of documents) {
    const { root } = document;
    if (root === undefined || (isScalar(root) && resolveScalar(root).tag === '!!null')) continue;
    const line = document.linesBefore + document.lineOf(root);
    if (!isMap(root)) return { problem: { text: `expected a YAML document at line ${line}` } };
    const values = toYamlMapping(root, document);
    if (values.size === 0) continue;
    const { identity, apiVersion, kind, missing } = identify(values);
    if (found.has(identity))
      return { problem: { text: `duplicate document ${identity} is not allowed (line ${line})` } };
    const reason = missing ?? misfit({ document, root, apiVersion, kind });
    if (reason !== undefined)
      return { problem: { text: `error decoding document ${identity} (line ${line}): ${reason}` } };
    found.set(identity, { identity, kind, values });
  }
  return found.size === 0 ? { problem: { text: 'config not found' } } : { found: [...found.values()] };
}

function identify(values: YamlMapping): {
  identity: string;
  apiVersion: string;
  kind: string;
  missing?: 'missing kind' | 'missing apiVersion';
} {
  const text = (key: string) => String(values.get(key) ?? '');
  const [apiVersion, kind, name] = [text('apiVersion'), text('kind'), text('name')];
  if (kind === '') {
    const classic = CLASSIC_KEYS.some((key) => values.has(key));
    const identity = CLASSIC_IDENTITY;
    return { identity, apiVersion: 'v1alpha1', kind, ...(!classic && { missing: 'missing kind' as const }) };
  }
  const identity = `${apiVersion}/${kind}/${name}`;
  return { identity, apiVersion, kind, ...(apiVersion === '' && { missing: 'missing apiVersion' as const }) };
}

function checkForbidden({ identity, kind, values }: ConfigDocument, dialect: Dialect): Problem[] {
  if (dialect.forbiddenKinds.includes(kind)) {
    return [{ text: `the ${goQuote(kind)} document is not allowed in the config patch` }];
  }
  if (identity === CLASSIC_IDENTITY) {
    return [
      ...dialect.forbiddenPaths.flatMap((path) => checkAbsent(values, path)),
      ...checkRoles(values, 'machine.features.kubernetesTalosAPIAccess.allowedRoles'),
    ];
  }
  if (kind === 'KubeServiceAccountConfig') return checkAbsent(values, 'issuer.privateKey');
  return kind === 'KubeTalosAPIAccessConfig' ? checkRoles(values, 'allowedRoles') : [];
}

function checkAbsent(values: YamlMapping, path: string): Problem[] {
  const present = valueAt(values, path) !== undefined;
  return present ? [{ text: `overriding ${goQuote(path)} is not allowed in the config patch` }] : [];
}

function checkRoles(values: YamlMapping, path: string): Problem[] {
  const roles = valueAt(values, path);
  const granted = Array.isArray(roles) && roles.includes(ADMIN_ROLE);
  return granted ? [{ text: `element ${goQuote(ADMIN_ROLE)} is not allowed in field ${goQuote(path)}` }] : [];
}

/** The value at a dotted path; `null` when it is there but empty, `undefined` when it is not there. */
function valueAt(values: YamlMapping, path: string): GoYamlValue | undefined {
  let value: GoYamlValue | undefined = values;
  for (const key of path.split('.')) {
    value = value instanceof Map ? value.get(key) : undefined;
  }
  return value;
}
