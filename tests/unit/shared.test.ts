import { expect, it, vi } from 'vitest';
import { shared } from '../../src/platform/shared.js';

it('runs once for all who ask while it is under way, and anew for who asks behind it', async () => {
  const ends: ((answer: number) => void)[] = [];
  const ask = shared(() => new Promise<number>((resolve) => ends.push(resolve)));
  const together = [ask(), ask(), ask()];
  expect(ends).toHaveLength(1);
  ends[0]?.(1);
  expect(await Promise.all(together)).toEqual([1, 1, 1]);
  const later = ask();
  ends[1]?.(2);
  expect(await later).toBe(2);
});

it('keeps what it answered for as long as it is told', async () => {
  vi.useFakeTimers();
  try {
    let times = 0;
    const ask = shared(async () => ++times, 1_000);
    expect(await ask()).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    expect(await ask()).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(await ask()).toBe(2);
  } finally {
    vi.useRealTimers();
  }
});

it('tells all who asked what went wrong, and tries again for the next', async () => {
  let times = 0;
  const ask = shared(async () => {
    times += 1;
    if (times === 1) throw new Error('away');
    return times;
  });
  const [one, other] = await Promise.allSettled([ask(), ask()]);
  expect([one.status, other.status, times]).toEqual(['rejected', 'rejected', 1]);
  expect(await ask()).toBe(2);
});
