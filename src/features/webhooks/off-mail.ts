import { whyOwn } from '../auth/index.js';
import type { MailContent } from '../mail/index.js';
import { LOG_DAYS } from './deliveries.js';
import type { OffReason } from './webhooks.js';

/** Tells that a webhook was switched off, and why. Its whole address may be a secret: the host is enough to know it by. */
export function offMail(
  { appUrl }: { appUrl: string },
  { id, host, reason }: { id: string; host: string; reason: OffReason },
): MailContent {
  return {
    subject: `Nothing more is sent to your webhook at ${host}`,
    lines: [
      reason === 'gone'
        ? `Your webhook at ${host} answered that it is gone (410). It is switched off.`
        : `Nothing got through to your webhook at ${host} for three days. It is switched off.`,
      `What waits for it is kept for ${LOG_DAYS} days and is sent when you switch it on again. What changes until then is not told.`,
    ],
    act: { label: 'See what it answered', href: `${appUrl}/account/webhooks/${id}` },
    why: whyOwn(appUrl),
  };
}
