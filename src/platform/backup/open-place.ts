import type { Config } from '../../config.js';
import { bucketPlace } from './bucket.js';
import { folderPlace } from './folder.js';
import type { BackupPlace } from './place.js';

/** The place for backups that the settings name. */
export function openPlace({ folder, bucket }: Config['backup']): BackupPlace {
  return bucket ? bucketPlace(bucket.s3, bucket.prefix) : folderPlace(folder);
}
