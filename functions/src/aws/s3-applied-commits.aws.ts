import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, it } from 'vitest';
import { S3AppliedCommits } from './s3-applied-commits.ts';

const s3 = new S3Client();
const bucket = `applied-${randomUUID()}`;
const [FIRST, SECOND] = ['a'.repeat(40), 'b'.repeat(40)];

beforeAll(async () => {
  const place = { LocationConstraint: 'eu-central-1' } as const;
  await s3.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: place }));
});

describe('S3AppliedCommits', () => {
  it('knows the last commit of each cluster, and nothing of others', async () => {
    const applied = new S3AppliedCommits(s3, bucket);
    await applied.remember('fleet', 'harbour', FIRST);
    await applied.remember('fleet', 'harbour', SECOND);

    expect(await applied.last('fleet', 'harbour')).toBe(SECOND);
    expect(await applied.last('fleet', 'quay')).toBeUndefined();
    expect(await applied.last('other', 'harbour')).toBeUndefined();
  });

  it('fails for a bucket that is not there', async () => {
    await expect(new S3AppliedCommits(s3, `${bucket}-gone`).last('fleet', 'harbour')).rejects.toThrow(/bucket/i);
  });
});
