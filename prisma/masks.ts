import type { Masks } from '../src/platform/backup/masks.js';

const RECORD = 'id version submission_id created_at updated_at deleted_at created_by updated_by';
const OWN = `${RECORD} user_id`;
/** By which history, notes, tags, files and tasks are about a record. */
const ABOUT =
  'inventory_item_id company_id contact_id deal_id collab_id task_id affiliate_programme_id affiliate_month_id template_id guide_show_id guide_episode_id';

/**
 * What of each table a copy of production for development has (`db:sync-from`): every column is named, and one that is not makes the
 * copy fail before anything is read. Generated columns are not named, for the database makes them of the others.
 */
export const MASKS: Masks = {
  // People, and what lets them in ---------------------------------------------------------------------------------------------
  users: {
    keep: 'id role is_approved rejected_at locked_by_admin_at sessions_valid_from last_login_at shortcuts theme time_zone currency locale weekly_deliverables morning_mail_on password_changed_at email_verified_at created_at updated_at',
    address: 'email',
    person: 'name',
    passwordHash: 'password_hash',
    off: 'must_change_password',
    none: 'last_login_ip deletion_due_at',
    noMail: 'reminder_mail',
  },
  account_decisions: { keep: 'id user_id at decided_by decision', prose: 'note' },
  audit_log: { keep: 'id at actor_id act subject_kind', idOrNone: 'subject_id', none: 'client_address request_id' },
  api_answers: 'left out',
  api_tokens: 'left out',
  invitations: 'left out',
  kept_forms: 'left out',
  known_browsers: 'left out',
  login_attempts: 'left out',
  mail_links: 'left out',
  passkeys: 'left out',
  recovery_codes: 'left out',
  sessions: 'left out',
  setup_tokens: 'left out',
  totp_secrets: 'left out',
  webhook_deliveries: 'left out',
  webhooks: 'left out',

  // The address book ----------------------------------------------------------------------------------------------------------
  companies: {
    keep: `${RECORD} merged_into_id kind parent_id category_id country time_zone payment_terms_days do_not_contact logo_id`,
    words: 'name legal_name affiliate_programme',
    website: 'website',
    host: 'domain',
    prose: 'address social_links do_not_contact_reason',
  },
  company_categories: { keep: 'id parent_id', words: 'name' },
  contacts: {
    keep: `${RECORD} merged_into_id role time_zone language preferred_channel opted_out warmth next_touch_on`,
    person: 'first_name last_name',
    prose: 'pronunciation pronouns',
    words: 'title source',
    made: 'points_text main_email',
  },
  contact_companies: { keep: 'id contact_id company_id from_on to_on position', words: 'title' },
  contact_points: { keep: 'id contact_id kind is_primary position', words: 'label', point: 'value' },
  distinct_pairs: { keep: 'low_id high_id at actor_id' },
  // What an undone merge would write again is what people had typed.
  merges: 'left out',

  // Inventory -----------------------------------------------------------------------------------------------------------------
  inventory_items: {
    keep: `${OWN} company_id collab_id quantity condition source requested_on ordered_on received_on return_due_on review_due_on resale_allowed_from currency fair_market_value valued_on cash_price cash_tax inbound_shipping review_state review_published_on rating disclosure_made state listed_on asking_price sold_on sale_price buyer_shipping marketplace_fee payment_fee outbound_shipping packaging refund refunded_on returned_on donated_on given_away_on discarded_on`,
    words: 'name brand model sku asin category programme channel fmv_method',
    prose: 'serial order_number location',
    link: 'link review_link',
    person: 'donated_to given_away_to',
  },

  // Deals and collabs ---------------------------------------------------------------------------------------------------------
  deals: {
    keep: `${OWN} company_id category_id source compensation currency amount stage_id probability first_contact_on expected_on closed_on next_step_on hold_until lost_reason_id renewed_from_id stage_since board_position`,
    words: 'name territory',
    prose: 'placement next_step lost_note',
  },
  deal_contacts: { keep: 'id user_id deal_id contact_id position', words: 'part' },
  deal_deliverables: { keep: 'id user_id deal_id kind quantity live_on position', words: 'title platform channel' },
  deal_offers: { keep: 'id user_id deal_id side amount offered_on position', prose: 'terms' },
  deal_stage_log: { keep: 'id user_id deal_id stage_id kind at', words: 'stage' },
  deal_stages: { keep: 'id user_id kind look position probability stale_after', words: 'name' },
  lost_reasons: { keep: 'id user_id position', words: 'name' },
  collabs: {
    keep: `${OWN} company_id agency_id category_id deal_id compensation currency fee in_kind_value commission_rate state signed_on starts_on ends_on revisions_allowed revisions_used`,
    words: 'name territory',
    code: 'promo_code',
    link: 'tracking_link',
    prose: 'talking_points do_not_say lock_reason',
  },
  collab_contacts: { keep: 'id user_id collab_id contact_id position', words: 'part' },
  collab_deliverables: {
    keep: 'id user_id collab_id kind quantity state draft_due_on approval_due_on live_on keep_until submitted_on approved_on went_live_on views_7 clicks_7 views_30 clicks_30 position',
    words: 'title platform channel',
    link: 'link',
    prose: 'live_reason',
  },
  collab_disclosures: {
    keep: 'id user_id collab_id deliverable_id rule rules_version ticked_at ticked_by taken_back_at taken_back_by file_id',
    link: 'proof_link',
    words: 'place',
  },
  collab_exclusivities: {
    keep: 'id user_id collab_id category_id reach from_on until_on position',
    words: 'competitors platforms territory',
  },
  collab_payments: {
    keep: 'id user_id collab_id amount due_when invoiced_on due_on paid_amount paid_on position',
    words: 'label',
    prose: 'invoice_number note',
  },
  collab_rights: { keep: 'id user_id collab_id use from_on until_on position', words: 'platforms territory' },

  // Affiliates and tax years --------------------------------------------------------------------------------------------------
  affiliate_programmes: {
    keep: `${OWN} company_id currency base_rate cookie_days payment_delay_days minimum_payout ended_on`,
    words: 'name network',
    link: 'link',
    none: 'link_pattern',
  },
  affiliate_tracking_ids: { keep: 'id user_id programme_id position', words: 'code used_for' },
  affiliate_months: {
    keep: `${OWN} programme_id tracking_row_id month currency clicks orders items_ordered items_shipped items_returned sales_amount commission bounties adjustments views state expected_on paid_on paid_amount payout_on`,
    made: 'name',
  },
  reporting_lines: {
    keep: 'id version country currency from_year amount created_at updated_at updated_by',
    words: 'source',
    link: 'source_link',
  },
  tax_years: { keep: 'id user_id year closed_at closed_by reopened_at reopened_by', taxLines: 'lines' },
  tax_year_rows: {
    keep: 'id user_id closing_id kind record_id company_id currency on_day amount quantity has_files net basis gain',
    words: 'name payer',
    taxFacts: 'facts',
  },
  payer_forms: {
    keep: 'id user_id year company_id currency amount typed_at explained',
    words: 'payer',
    prose: 'explanation',
  },

  // Letters and mails ---------------------------------------------------------------------------------------------------------
  templates: {
    keep: `${RECORD} merged_into_id category language state draft_of revision`,
    words: 'name',
    prose: 'subject body',
  },
  template_versions: { keep: 'id template_id number created_at created_by', prose: 'subject body' },
  template_sends: {
    keep: 'id user_id submission_id batch_id template_id revision contact_id company_id deal_id collab_id is_changed language way written_at leaves_at left_at failed_at replied_at task_id',
    words: 'template_name',
    person: 'to_name',
    address: 'to_address',
    prose: 'subject body fault',
    none: 'mail_id',
  },
  sender_profiles: { keep: 'user_id average_views updated_at', words: 'channel', prose: 'signature' },
  mails: 'left out',

  // Shows and guides ----------------------------------------------------------------------------------------------------------
  guide_shows: {
    keep: `${RECORD} time_zone language explicit target_length ended_on`,
    words: 'name',
    link: 'website',
    prose: 'summary checklist',
  },
  guide_seasons: { keep: 'id show_id number target_length position', words: 'title' },
  guide_show_people: { keep: 'id show_id contact_id position', words: 'part' },
  guide_episodes: {
    keep: `${RECORD} show_id season number type state owner_id explicit target_length intro_offset recording_length record_on publish_on publish_time recording_started_at recording_paused_at`,
    words: 'name keywords intro_chapter',
    prose: 'hook summary description description_without',
  },
  guide_segments: {
    keep: 'id episode_id kind planned_seconds actual_start position no_chapter',
    words: 'title',
    prose: 'talking_points links',
  },
  guide_people: { keep: 'id episode_id contact_id position', words: 'part' },
  guide_links: { keep: 'id episode_id kind every_episode position', words: 'title', link: 'url' },
  guide_checks: { keep: 'id episode_id done_on position', words: 'title' },
  guide_spots: {
    keep: 'id episode_id segment_id company_id place read_on position',
    words: 'title',
    prose: 'script',
    code: 'code',
    link: 'link',
  },
  guide_spot_sources: { keep: 'id user_id episode_id spot_id collab_id deal_id' },

  // What every record can have ------------------------------------------------------------------------------------------------
  // Their bytes stay where they are: what a row speaks of is shown as missing.
  attachments: {
    keep: `id user_id author_id size media_type width height position created_at deleted_at ${ABOUT}`,
    fileName: 'name',
    digest: 'sha256',
    off: 'in_fallback',
  },
  history: { keep: `id user_id at actor_id act ${ABOUT}`, changes: 'changes', none: 'batch_id token_id token_name' },
  notes: {
    keep: `id user_id version submission_id author_id created_at updated_at deleted_at ${ABOUT}`,
    prose: 'body',
  },
  taggings: { keep: `id user_id tag_id ${ABOUT}` },
  tags: { keep: 'id user_id colour', words: 'name' },
  tasks: {
    keep: `${OWN} due_on remind_at reminded_at done_at repeats anchor_day follows_id ${ABOUT}`,
    prose: 'title',
  },
  saved_views: { keep: 'id user_id module is_pinned is_default created_at', words: 'name', empty: 'query' },
  dashboard_layouts: { keep: 'user_id cards hidden' },
  batches: 'left out',
  imports: 'left out',
  import_mappings: 'left out',
  import_pieces: 'left out',
  import_rows: 'left out',
  kept_imports: 'left out',

  // The server's own ----------------------------------------------------------------------------------------------------------
  site_texts: { keep: 'name version updated_at updated_by', prose: 'body' },
  account_files: 'left out',
  calendar_feeds: 'left out',
  data_exports: 'left out',
  file_removals: 'left out',
  last_backup: 'left out',
};

/** What makes the columns again that triggers write, once all rows lie. */
export const MADE_AGAIN: readonly string[] = [
  'update contact_points set value = value',
  'update affiliate_months set month = month',
];
