import { describe, expect, it } from 'vitest';
import { deviceName, deviceOf } from '../../src/http/user-agent.js';

const WEBKIT = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64)';

describe('a browser', () => {
  it.each([
    [`${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on Windows', 'monitor'],
    [`${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0`, 'Edge on Windows', 'monitor'],
    [`${WINDOWS} ${WEBKIT} Chrome/142.0.0.0 Safari/537.36 OPR/120.0.0.0`, 'Opera on Windows', 'monitor'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Linux', 'monitor'],
    [`Mozilla/5.0 (X11; CrOS x86_64) ${WEBKIT} Chrome/142.0.0.0 Safari/537.36`, 'Chrome on ChromeOS', 'laptop'],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) ${WEBKIT} Version/18.1 Safari/605.1.15`, 'Safari on Mac', 'laptop'],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${WEBKIT} CriOS/142.0 Mobile/15E148 Safari/604.1`,
      'Chrome on iPhone',
      'smartphone',
    ],
    [
      `Mozilla/5.0 (Linux; Android 15) ${WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36`,
      'Samsung Internet on Android',
      'smartphone',
    ],
    [`Mozilla/5.0 (X11; Linux x86_64) ${WEBKIT} HeadlessChrome/142.0.0.0 Safari/537.36`, 'Chrome on Linux', 'monitor'],
    ['Mozilla/5.0 (Windows NT 10.0)', 'A browser on Windows', 'monitor'],
    ['Firefox/140.0', 'Firefox', 'monitor'],
    ['<b>curl</b>/8', 'Unknown browser', 'monitor'],
    ['', 'Unknown browser', 'monitor'],
  ])('that says %j is called %s', (userAgent, name, icon) => {
    expect([deviceName(deviceOf(userAgent)), deviceOf(userAgent).icon]).toEqual([name, icon]);
  });
});
