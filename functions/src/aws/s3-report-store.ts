import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CallOptions } from '@fleetwright/omni-core';
import type { Report, ReportStore } from '../ports/report-store.ts';
import { abortable } from './abortable.ts';

/** Reports as objects `<key>.json` and `<key>.md`, and `<key>.html` of those that have a page. */
export class S3ReportStore implements ReportStore {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  async put({ key, data, markdown, html }: Report, options: CallOptions = {}): Promise<void> {
    await Promise.all([
      this.#object(`${key}.json`, 'application/json', JSON.stringify(data, undefined, 2), options),
      this.#object(`${key}.md`, 'text/markdown; charset=utf-8', markdown, options),
      ...(html === undefined ? [] : [this.#object(`${key}.html`, 'text/html; charset=utf-8', html, options)]),
    ]);
  }

  async #object(key: string, contentType: string, body: string, options: CallOptions): Promise<void> {
    const request = new PutObjectCommand({ Bucket: this.#bucket, Key: key, ContentType: contentType, Body: body });
    await this.#s3.send(request, abortable(options));
  }
}
