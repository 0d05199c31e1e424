/**
 * The service-account key from AWS Secrets Manager. Needs `@aws-sdk/client-secrets-manager`.
 *
 * @packageDocumentation
 * @module omni-core/aws
 */

export { type SecretsManagerKeyOptions, serviceAccountKeyFromSecretsManager } from './service-account-key.ts';
