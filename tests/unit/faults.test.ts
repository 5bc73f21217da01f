import { expect, it } from 'vitest';
import { describe as faultOf } from '../../src/http/errors/faults.js';

it('an error that has no name here is told of as nothing but broken', () => {
  for (const error of [
    new Error('select password_hash from users'),
    'secret',
    { status: 500, message: 'secret' },
    null,
  ]) {
    const told = faultOf(error);
    expect([told.status, told.heading]).toEqual([500, 'Something broke on our side']);
    expect(JSON.stringify(told)).not.toMatch(/secret|select/);
  }
});

it('what the sender did wrong, as Express marks it, is theirs and not told in its words', () => {
  expect(faultOf(Object.assign(new Error('secret'), { status: 415 }))).toMatchObject({ status: 415 });
  expect(JSON.stringify(faultOf(Object.assign(new Error('secret'), { status: 415 })))).not.toContain('secret');
});
