import { describe, expect, it } from 'vitest';
import { localPath, redirect } from '../../src/http/reply.js';

describe('a way back', () => {
  it.each(['/', '/inventory?state=sold&q=a%20b', '/inventory/1/edit?kept=1'])('stays as it is: %s', (path) => {
    expect(localPath(path)).toBe(path);
  });

  it.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/a/..//evil.example',
    '/%2e%2e//evil.example',
    '',
    'inventory',
    ['/'],
    undefined,
    null,
    '/\n/evil.example',
  ])('that leads elsewhere is none: %j', (address) => {
    const to = localPath(address);
    expect(to === undefined || new URL(to, 'http://here.example').host === 'here.example').toBe(true);
    expect(to ?? '').not.toMatch(/^\/[/\\]/);
  });

  it('that leads elsewhere becomes the dashboard', () => {
    expect(redirect('//evil.example')).toMatchObject({ to: '/' });
  });
});
