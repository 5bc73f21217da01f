import { Gauge, type Registry } from 'prom-client';

type Registers = { registers: Registry[] };

/** The disk below one of the folders that the product writes to, in bytes; `free` is what an ordinary user may still write. */
export type Disk = { folder: string; free: number; size: number };

const HOUR_MS = 3_600_000;
const ASK_AGAIN_MS = 600_000;

/** What Prometheus is told of what the product stands on, each asked when it asks; what cannot be told has no value. */
export function ofSurroundings(to: Registers) {
  return {
    watchStorage(answers: () => Promise<boolean>): void {
      new Gauge({
        name: 'storage_up',
        help: 'Whether the file storage takes a file: 1, or 0.',
        aggregator: 'min',
        ...to,
        async collect() {
          this.set((await answers()) ? 1 : 0);
        },
      });
    },
    watchBackups(last: () => Promise<{ takenAt: Date } | undefined>): void {
      const gauge: Gauge = new Gauge({
        name: 'backup_last_success_timestamp',
        help: 'When the newest whole backup was taken, in Unix time; 0 where none was made.',
        aggregator: 'max',
        ...to,
        async collect() {
          // While the database is away the newest is the one that was.
          const set = (it: { takenAt: Date } | undefined) => this.set((it?.takenAt.getTime() ?? 0) / 1000);
          await last().then(set, () => undefined);
        },
      });
      gauge.remove();
    },
    watchDisks(disks: () => Promise<Disk[]>): void {
      const gauge = (name: string, help: string, bytesOf: (disk: Disk) => number) =>
        new Gauge({
          name,
          help,
          labelNames: ['folder'],
          aggregator: 'min',
          ...to,
          async collect() {
            this.reset();
            for (const disk of await disks()) this.set({ folder: disk.folder }, bytesOf(disk));
          },
        });
      gauge('disk_free_bytes', 'Room on the disk below a folder that the product writes to.', ({ free }) => free);
      gauge('disk_size_bytes', 'The whole of that disk.', ({ size }) => size);
    },
    /** Asked at most once an hour, behind the answer: the site's own address may be slow, or out of reach from here. */
    watchCertificate(ends: () => Promise<number>): void {
      let askAt = 0;
      const gauge: Gauge = new Gauge({
        name: 'certificate_ends_at',
        help: 'When the certificate ends that the address in APP_URL shows, in Unix time.',
        aggregator: 'min',
        ...to,
        collect() {
          if (Date.now() < askAt) return;
          askAt = Date.now() + HOUR_MS;
          ends().then(
            (at) => gauge.set(at),
            () => {
              gauge.remove();
              askAt = Date.now() + ASK_AGAIN_MS;
            },
          );
        },
      });
      gauge.remove();
    },
  };
}
