import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { S3ReportStore } from './s3-report-store.ts';

const s3 = new S3Client();
const bucket = `reports-${randomUUID()}`;
const key = 'fleet/2026/11/22/200000000Z-drift-aaaaaaaaaaaa';
const report = { key, data: { summary: '1 changed' }, markdown: '# Drift of fleet: ‹f1›\n', html: '<!doctype html>' };

beforeAll(async () => {
  const place = { LocationConstraint: 'eu-central-1' } as const;
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: place }));
});

async function read(suffix: string): Promise<[type: string | undefined, text: string | undefined]> {
  const { ContentType, Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: `${key}${suffix}` }));
  return [ContentType, await Body?.transformToString()];
}

describe('S3ReportStore', () => {
  it('keeps a report as JSON for programs, as Markdown and as a page for people', async () => {
    await new S3ReportStore(s3, bucket).put(report);

    expect(await read('.json')).toEqual(['application/json', JSON.stringify(report.data, undefined, 2)]);
    expect(await read('.md')).toEqual(['text/markdown; charset=utf-8', report.markdown]);
    expect(await read('.html')).toEqual(['text/html; charset=utf-8', report.html]);
  });

  it('fails for a bucket that is not there, and for a caller that gave up', async () => {
    await expect(new S3ReportStore(s3, `${bucket}-gone`).put(report)).rejects.toThrow(/bucket/i);
    await expect(new S3ReportStore(s3, bucket).put(report, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
  });
});
