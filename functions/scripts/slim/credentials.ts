/** Credentials as the AWS SDK asks for them. */
interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands in bundles for `@aws-sdk/credential-provider-node`, which also knows profiles, SSO, web identities and instance
 * metadata. Lambda gives a function its role's credentials by environment variables, for the life of the container.
 *
 * @throws {Error} when there are none
 */
export function defaultProvider(): () => Promise<Credentials> {
  return async () => {
    const {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: sessionToken,
    } = process.env;
    if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
    throw new Error('no AWS credentials; this bundle takes them from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY only');
  };
}
