/** Beginnings that nobody else's variables have. */
const OURS = /^(AUDIT|AUTH|BACKUP|DATABASE|ENCRYPTION|METRICS|OUTREACH|RATE_LIMIT|SMTP|STORAGE|TRUST|TRUSTED|WEBHOOK)_/;
/** Shorter ones begin too many names to be one of ours cut off. */
const SHORTEST_BEGINNING = 8;

/** A sentence for each variable that looks like one of ours and is none, with the nearest that is. */
export function unknownNames(env: Record<string, string>, known: string[]): string[] {
  return Object.keys(env)
    .filter((name) => !known.includes(name))
    .flatMap((name) => {
      const { other, distance } = nearest(asOurs(name), known);
      const meant = OURS.test(asOurs(name)) || distance <= slipsIn(other);
      return meant ? [`${name} is not a variable of this app; the nearest is ${other}.`] : [];
    });
}

// What the system tells its programs has names as well, and few are further apart than a slip from some name of ours.
function slipsIn(name: string): number {
  return name.length < 6 ? 1 : name.length < 12 ? 2 : 3;
}

function isBeginning(name: string, other: string): boolean {
  return name.length >= SHORTEST_BEGINNING && other.startsWith(name);
}

function asOurs(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function nearest(name: string, names: string[]): { other: string; distance: number } {
  const distances = names.map((other) => ({ other, distance: isBeginning(name, other) ? 1 : slips(name, other) }));
  return distances.reduce((best, it) => (it.distance < best.distance ? it : best));
}

/** How many letters were left out, put in, mistaken or swapped with their neighbour. */
function slips(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  const at = (i: number, j: number) => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const mistaken = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : mistaken;
      row.push(Math.min(mistaken, swapped, at(i - 1, j) + 1, at(i, j - 1) + 1));
    }
  }
  return at(a.length, b.length);
}
