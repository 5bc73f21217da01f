/** What a contact does at their company. */
export const ROLE_LABELS = {
  pr: 'PR',
  brand_manager: 'Brand manager',
  agency: 'Agency',
  legal: 'Legal',
  finance: 'Finance',
  guest: 'Guest',
  creator: 'Creator',
} as const;

export const CHANNEL_LABELS = { email: 'E-mail', phone: 'Phone', handle: 'Handle' } as const;

/** How near a contact is. */
export const WARMTH_LOOKS = {
  cold: { label: 'Cold', tone: 'grey', glyph: 'ring' },
  warm: { label: 'Warm', tone: 'blue', glyph: 'half' },
  hot: { label: 'Hot', tone: 'violet', glyph: 'full' },
} as const;

export type Warmth = keyof typeof WARMTH_LOOKS;

// The languages with most speakers among those who sell and tell; any other tag is kept when it comes with a vCard.
const LANGUAGES =
  'ar bg bn ca cs da de el en en-GB en-US es es-MX et fa fi fr fr-CA ga he hi hr hu id is it ja ko lt lv ms nb nl nn pl pt pt-BR ro ru sk sl sr sv sw ta te th tr uk ur vi zh zh-Hans zh-Hant'.split(
    ' ',
  );
const names = new Intl.DisplayNames('en', { type: 'language' });

/** What a language is called, '' for a tag that is none. */
export function languageName(tag: string): string {
  try {
    return names.of(tag) ?? '';
  } catch {
    return '';
  }
}

/** The tag as the standard writes it; undefined for what is no language. */
export function languageTag(text: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll('_', '-'));
    return tag && tag.length <= 35 && languageName(tag) !== tag ? tag : undefined;
  } catch {
    return undefined;
  }
}

/** The languages a form offers by name, with the one that is chosen already. */
export function languageOptions(chosen: string | undefined): { value: string; label: string }[] {
  const tags =
    chosen && languageTag(chosen) === chosen && !LANGUAGES.includes(chosen) ? [chosen, ...LANGUAGES] : LANGUAGES;
  return tags
    .map((value) => ({ value, label: languageName(value) }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'));
}
