export { type SecretsManagerKeyOptions, serviceAccountKeyFromSecretsManager } from './service-account-key.ts';
