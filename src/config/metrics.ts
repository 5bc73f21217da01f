import type { BlockList } from 'node:net';
import type { ConfigValues } from './variables.js';

/** Who may read /metrics: whoever sends the secret, or comes from one of the addresses. */
export type MetricsGuard = { secret: string } | { allowed: BlockList };

/** Undefined: there is no /metrics. `faultsTogether` has seen to it that what the guard needs is there. */
export function metricsOf(values: ConfigValues): MetricsGuard | undefined {
  if (!values.METRICS_ENABLED) return undefined;
  return values.METRICS_GUARD === 'cidr'
    ? { allowed: values.METRICS_GUARD_ALLOWLIST as BlockList }
    : { secret: values.METRICS_GUARD_SECRET as string };
}
