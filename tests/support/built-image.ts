import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Place } from './image.js';

/**
 * Into the built root file system and on with what follows, as a container would be started: mounts of its own, which end with it;
 * read-only but for /tmp and the volume; no right but what is needed to get there, and none that could be gained.
 */
const ENTER = `set -e
root=$1 data=$2 ids=$3
shift 3
mount --bind "$root" "$root"
mount -t proc -o nosuid,nodev,noexec proc "$root/proc"
mount -t tmpfs -o nosuid,size=1m tmpfs "$root/dev"
for it in null zero full random urandom; do touch "$root/dev/$it"; mount --bind "/dev/$it" "$root/dev/$it"; done
mount -t tmpfs -o nosuid,nodev,size=64m,mode=1777 tmpfs "$root/tmp"
mount --bind "$data" "$root/app/data"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,+sys_chroot,+setuid,+setgid \\
  chroot --userspec="$ids" --groups= "$root" sh -c 'cd /app && exec "$@"' sh "$@"`;

/** What scripts/try-image.sh has built: `root` its file system, `file` what `buildah inspect` says of it. */
export function builtPlace(base: string, root: string, file: string): Place {
  const { config } = JSON.parse(readFileSync(file, 'utf8')).Docker;
  const data = join(base, 'data');
  // As a fresh volume takes over what the image has there, with its owner.
  execFileSync('cp', ['-a', join(root, 'app/data'), data]);
  return {
    image: {
      folder: join(root, config.WorkingDir),
      env: Object.fromEntries(config.Env.map((it: string) => [it.split('=', 1)[0], it.slice(it.indexOf('=') + 1)])),
      cmd: config.Cmd,
      user: config.User,
      healthcheck: { test: config.Healthcheck.Test.slice(1) },
    },
    data,
    tmp: '/tmp',
    enter: (command) => ({
      command: [
        'unshare',
        '--mount',
        '--propagation',
        'private',
        'sh',
        '-c',
        ENTER,
        'sh',
        root,
        data,
        config.User,
        ...command,
      ],
      cwd: '/',
    }),
    leave: () => Promise.resolve(),
  };
}
