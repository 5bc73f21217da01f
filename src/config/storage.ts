import { join, resolve } from 'node:path';
import type { ConfigValues } from './variables.js';

/** A bucket, and who may use it. */
export type S3Settings = {
  /** Undefined: Amazon's own, of the region. */
  endpoint: string | undefined;
  bucket: string;
  region: string;
  accessKey: string;
  secretKey: string;
};

const REGION = 'us-east-1';

/** Where files are kept. A bucket may be set up beside a folder: files are moved into it before it is used. */
export function storageOf(values: ConfigValues, dataDir: string) {
  return {
    driver: values.STORAGE_DRIVER,
    path: resolve(values.STORAGE_PATH ?? join(dataDir, 'files')),
    fallbackPath: resolve(values.STORAGE_FALLBACK_PATH ?? join(dataDir, 'files-fallback')),
    s3: s3Of(values),
  };
}

/** Undefined: no bucket is set up. `faultsTogether` has seen to it that what belongs to one is there. */
export function s3Of(values: ConfigValues): S3Settings | undefined {
  const { STORAGE_S3_BUCKET: bucket, STORAGE_S3_ACCESS_KEY, STORAGE_S3_SECRET_KEY } = values;
  if (!bucket || !STORAGE_S3_ACCESS_KEY || !STORAGE_S3_SECRET_KEY) return undefined;
  return {
    endpoint: values.STORAGE_S3_ENDPOINT,
    bucket,
    region: values.STORAGE_S3_REGION ?? REGION,
    accessKey: STORAGE_S3_ACCESS_KEY,
    secretKey: STORAGE_S3_SECRET_KEY,
  };
}
