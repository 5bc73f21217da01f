import { Counter, Gauge, type Registry } from 'prom-client';

const OUTCOMES = ['delivered', 'failed', 'given_up'] as const;

/** What Prometheus is told of webhooks: this process's own tries, and since when the oldest message waits whenever it asks. */
export function ofWebhooks(to: { registers: Registry[] }) {
  const deliveries = new Counter({
    name: 'webhook_deliveries_total',
    help: 'Messages sent to webhooks by this process, by what came of the try.',
    labelNames: ['outcome'] as const,
    ...to,
  });
  // Else Prometheus would not see the first one as growth.
  for (const outcome of OUTCOMES) deliveries.inc({ outcome }, 0);
  return {
    webhookDeliveries: deliveries,
    /** Tells for how many seconds the message has been due that waits longest and was never tried. */
    watchWebhooks(seconds: () => Promise<number>): void {
      new Gauge({
        name: 'webhook_oldest_untried_seconds',
        help: 'For how long the message to a webhook has been due that waits longest for its first try.',
        aggregator: 'max',
        ...to,
        async collect() {
          const figure = await seconds().catch(() => undefined);
          if (figure !== undefined) this.set(figure);
        },
      });
    },
  };
}
