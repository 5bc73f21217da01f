type Device = { browser: string; system: string; icon: 'smartphone' | 'laptop' | 'monitor' };

// In this order: most browsers say to be others as well.
const BROWSERS: [RegExp, string][] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT|Opera)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bVivaldi\//, 'Vivaldi'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
];
const SYSTEMS: [RegExp, string, Device['icon']][] = [
  [/\biPhone\b/, 'iPhone', 'smartphone'],
  [/\biPad\b/, 'iPad', 'smartphone'],
  [/\bAndroid\b/, 'Android', 'smartphone'],
  [/\bWindows\b/, 'Windows', 'monitor'],
  [/\bCrOS\b/, 'ChromeOS', 'laptop'],
  [/\bMac OS X\b|\bMacintosh\b/, 'Mac', 'laptop'],
  [/\bLinux\b/, 'Linux', 'monitor'],
];

/** Which browser on which system a `User-Agent` says it is, as far as people tell them apart. */
export function deviceOf(userAgent: string): Device {
  const [, system, icon] = SYSTEMS.find(([sign]) => sign.test(userAgent)) ?? [undefined, '', 'monitor' as const];
  return { browser: BROWSERS.find(([sign]) => sign.test(userAgent))?.[1] ?? '', system, icon };
}

/** A device in words: "Firefox on Linux". */
export function deviceName({ browser, system }: Device): string {
  if (!browser && !system) return 'Unknown browser';
  return system ? `${browser || 'A browser'} on ${system}` : browser;
}

/** Whether a `User-Agent` says that it is a phone's: all of them have that word, and no tablet's or computer's does. */
export function isPhone(userAgent: string): boolean {
  return /\bMobi/.test(userAgent);
}
