import { types } from '../resources/registry.ts';
import type * as specs from '../wire/gen/specs.ts';
import { type Findings, problem } from './resource-problem.ts';
import type { TypeRules } from './type-rules.ts';

const LONGEST_TOKEN_NAME = 16;
const DEFAULT_ID = 'default';
const EULA_ID = 'eula';
const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/** Tokens are made through the management service; names older than the rule stay. */
export const joinTokenRules: TypeRules<specs.JoinTokenSpec> = {
  update: ({ spec: { name: old } }, { spec: { name } }) => (name === old ? [] : tokenNameFindings(name)),
  remove: ({ metadata: { id } }, { lookup }) => [
    lookup?.find(types.DefaultJoinToken, DEFAULT_ID)?.spec.tokenId === id &&
      // The id is the secret itself.
      problem('metadata.id', 'the default join token cannot be deleted'),
  ],
};

export const defaultJoinTokenRules: TypeRules<specs.DefaultJoinTokenSpec> = {
  create: ({ metadata, spec: { tokenId } }, { lookup }) => [
    metadata.id !== DEFAULT_ID &&
      problem('metadata.id', `the default join token should have "${DEFAULT_ID}" as the id`),
    (tokenId === '' || (lookup !== undefined && lookup.find(types.JoinToken, tokenId) === undefined)) &&
      problem('spec.tokenId', 'the default join token should name an existing token'),
  ],
  remove: () => [problem('metadata.id', 'the default join token cannot be unset')],
};

export const infraProviderRules: TypeRules<object> = {
  create: ({ metadata: { id } }) => [
    !DNS_LABEL.test(id) &&
      problem('metadata.id', 'infra provider id should be lower case letters, digits and dashes, at most 63'),
  ],
};

/** The EULA is accepted once, by somebody with a name. */
export const eulaRules: TypeRules<specs.EulaAcceptanceSpec> = {
  create: ({ metadata, spec: { acceptedByName, acceptedByEmail } }) => [
    metadata.id !== EULA_ID && problem('metadata.id', `EULA acceptance must have the id "${EULA_ID}"`),
    acceptedByName.trim() === '' &&
      problem('spec.acceptedByName', 'the name of the person who accepts the EULA is required'),
    acceptedByEmail.trim() === '' &&
      problem('spec.acceptedByEmail', 'the email of the person who accepts the EULA is required'),
  ],
};

function tokenNameFindings(name: string): Findings {
  const path = 'spec.name';
  return [
    name === '' && problem(path, 'token name cannot be empty'),
    Buffer.byteLength(name) > LONGEST_TOKEN_NAME &&
      problem(path, `token name cannot be longer than ${LONGEST_TOKEN_NAME} symbols`),
    /\p{Cc}/u.test(name) && problem(path, 'token name cannot contain control characters'),
  ];
}
