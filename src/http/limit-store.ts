import { type ClientRateLimitInfo, MemoryStore, type Options, type Store } from 'express-rate-limit';
import { RedisStore } from 'rate-limit-redis';
import type { Redis } from '../platform/redis.js';

/**
 * Counts in Redis, so that all processes count together, and always in this process as well: when Redis is away its counters
 * take over with what they know, and nothing is ever unlimited. `onFault` hears of each request that Redis did not count.
 */
export class LimitStore implements Store {
  readonly localKeys = false;
  private readonly own = new MemoryStore();
  private shared: RedisStore | undefined;
  private options: Options | undefined;

  constructor(
    readonly prefix: string,
    private readonly redis: Redis | undefined,
    private readonly onFault: () => void,
  ) {}

  init(options: Options): void {
    this.options = options;
    this.own.init(options);
  }

  async increment(key: string): Promise<ClientRateLimitInfo> {
    const own = this.own.increment(key);
    return (await this.inRedis((store) => store.increment(key))) ?? own;
  }

  async decrement(key: string): Promise<void> {
    await this.own.decrement(key);
    await this.inRedis((store) => store.decrement(key));
  }

  async resetKey(key: string): Promise<void> {
    await this.own.resetKey(key);
    await this.inRedis((store) => store.resetKey(key));
  }

  shutdown(): void {
    this.own.shutdown();
  }

  private async inRedis<T>(work: (store: RedisStore) => Promise<T>): Promise<T | undefined> {
    if (!this.redis) return undefined;
    try {
      this.shared ??= await this.open(this.redis);
      return await work(this.shared);
    } catch {
      // The store keeps a failed load of its script for good, so it is made anew.
      this.shared = undefined;
      this.onFault();
      return undefined;
    }
  }

  private async open(redis: Redis): Promise<RedisStore> {
    const store = new RedisStore({
      prefix: this.prefix,
      sendCommand: (name: string, ...args: string[]) => redis.command(name, ...args),
    });
    await store.init(this.options as Options);
    return store;
  }
}
