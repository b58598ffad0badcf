import { expect, test } from '@jest/globals';
import { SignInRequired } from '#identity';
import { changedMeanwhile, notFound, Refusal } from '#platform';
import { ApiFailure, invalid, neverArrived, toProblem } from './problem.js';

const codes = (error: unknown) => {
  const { status, code } = toProblem(error, 'r');
  return [status, code];
};

test('a fault of ours says nothing of itself', () => {
  const text = JSON.stringify(toProblem(new TypeError('password of the database'), 'r'));
  expect(text).not.toContain('password');
  expect(codes(new TypeError('x'))).toEqual([500, 'api.fault']);
  expect(codes(null)).toEqual([500, 'api.fault']);
});

test('a refusal keeps its code, its sentence and its facts', () => {
  const refusal = new Refusal('ledger.insufficient', 'There is not enough left.', 'conflict', {
    account: 'a',
  });
  expect(toProblem(refusal, 'r')).toMatchObject({
    status: 409,
    code: 'ledger.insufficient',
    detail: 'There is not enough left.',
    details: { account: 'a' },
  });
  expect(codes(new Refusal('x.y', '', 'invalid'))).toEqual([422, 'x.y']);
  expect(codes(notFound('visit'))).toEqual([404, 'platform.not-found']);
  expect(codes(changedMeanwhile('visit'))).toEqual([412, 'platform.changed-meanwhile']);
});

test('a failure of HTTP that says no more has the code of its status', () => {
  const said = [408, 409, 422].map((status) => codes(new ApiFailure(status)));
  expect(said).toEqual([
    [408, 'api.too-slow'],
    [409, 'platform.conflict'],
    [422, 'api.refused'],
  ]);
});

test('what the database says is told by SQLSTATE, never by its text', () => {
  const error = { code: '23505', constraint: 'agreement_renewed_once', message: 'Key (secret)=(1)' };
  expect(codes(error)).toEqual([409, 'platform.already-there']);
  expect(JSON.stringify(toProblem(error, 'r'))).not.toContain('secret');
  expect(codes({ code: '42501' })).toEqual([403, 'platform.forbidden']);
  expect(codes({ code: '40001' })).toEqual([409, 'platform.busy']);
});

test('what is missing from a request is named', () => {
  expect(codes(new SignInRequired())).toEqual([401, 'api.key-required']);
  expect(toProblem(invalid({ path: 'on', messages: ['on must be a date'] }), 'r')).toMatchObject({
    status: 400,
    errors: [{ path: 'on' }],
  });
  expect(codes({ statusCode: 413 })).toEqual([413, 'api.too-large']);
});

test('whoever hangs up, or is too slow, before the request is here whole has no fault of ours noted', () => {
  const never = (code: string | undefined, complete: boolean) =>
    neverArrived({ code }, { raw: { complete } });
  for (const code of ['FST_ERR_HANDLER_TIMEOUT', 'ECONNRESET'])
    expect([never(code, false), never(code, true)]).toEqual([true, false]);
  for (const code of ['ECONNREFUSED', undefined]) expect(never(code, false)).toBe(false);
  expect([
    neverArrived(null, { raw: { complete: false } }),
    neverArrived({ code: 'ECONNRESET' }, {}),
  ]).toEqual([false, false]);
});
