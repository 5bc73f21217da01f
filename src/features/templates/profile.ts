import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type DataOf, defineFields, lines, number, text } from '../../records/fields/index.js';

/** What somebody says of themselves in their mails. */
export const PROFILE_FIELDS = defineFields({
  channel: text({
    label: 'Channel',
    max: 200,
    optional: true,
    placeholder: 'Queue Light',
    hint: 'What you are known by.',
  }),
  average_views: number({
    label: 'Views of a video',
    min: 0,
    max: 2_000_000_000,
    optional: true,
    hint: 'About how many in its first week.',
  }),
  signature: lines({ label: 'Signature', max: 1000, hint: 'It stands below your name.' }),
});
export type SenderProfile = DataOf<typeof PROFILE_FIELDS>;

/** The reader’s own as one object; null where they said nothing yet. */
export const SENDER_PROFILE: Sql = sql`(
  select jsonb_build_object('channel', sp.channel, 'average_views', sp.average_views, 'signature', sp.signature)
  from sender_profiles sp where sp.user_id = app_user_id())`;

/** Keeps what somebody says of themselves, in the place of what they said before. */
export async function saveProfile(tx: WriteDoor, { channel, average_views, signature }: SenderProfile): Promise<void> {
  await tx.$executeRaw(sql`
    insert into sender_profiles (channel, average_views, signature) values (${channel}, ${average_views}, ${signature})
    on conflict (user_id) do update set channel = excluded.channel, average_views = excluded.average_views,
      signature = excluded.signature, updated_at = now()`);
}
