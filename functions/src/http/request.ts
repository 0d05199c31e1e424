/** An HTTP request as it came in. */
export interface HttpRequest {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The raw bytes: signatures are over these. */
  readonly body: Uint8Array;
}

/** An HTTP answer. The body is always a JSON object with a `status` that programs may branch on. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly body: { readonly status: string; readonly message?: string } & Readonly<Record<string, unknown>>;
}
