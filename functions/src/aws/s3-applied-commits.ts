import { GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CallOptions } from '@fleetwright/omni-core';
import { objectId } from '../domain/job.ts';
import type { AppliedCommits } from '../ports/applied-commits.ts';
import { abortable } from './abortable.ts';

/** Commits as objects `_applied/<binding>/<cluster>`, beside the reports; no binding's name begins like that. */
export class S3AppliedCommits implements AppliedCommits {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async last(binding: string, cluster: string, options: CallOptions = {}): Promise<string | undefined> {
    const request = new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(binding, cluster) });
    try {
      const { Body } = await this.#s3.send(request, abortable(options));
      return objectId.safeParse(await Body?.transformToString()).data;
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async remember(binding: string, cluster: string, commit: string, options: CallOptions = {}): Promise<void> {
    const object = { Bucket: this.#bucket, Key: keyOf(binding, cluster), ContentType: 'text/plain', Body: commit };
    await this.#s3.send(new PutObjectCommand(object), abortable(options));
  }
}

function keyOf(binding: string, cluster: string): string {
  return `_applied/${binding}/${encodeURIComponent(cluster)}`;
}
