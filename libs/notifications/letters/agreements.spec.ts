import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { renewalNoticeLetter, type TermEnd } from './agreements.js';

const day = Temporal.PlainDate.from;
const notice = (choice: TermEnd['choice'], next: TermEnd['next'], late = false) =>
  renewalNoticeLetter({
    ...{ name: 'Ann Head', operatorName: 'Aspire', link: 'https://example.org/', school: 'Elm Road' },
    ...{ title: 'Silver', startsOn: day('2026-04-01'), endsOn: day('2027-03-31'), price: 100n },
    ...{ noticeBy: day('2027-01-30'), late, choice, next },
  }).text;

test('whose plan is not offered next year is told to choose another, and not that it renews', () => {
  const gone = { title: 'Silver', price: null, withdrawn: true };
  expect(notice('renew', gone)).toContain(
    'Silver is not offered any more then, so it does not renew: choose another plan.',
  );
  expect(notice('change', gone)).toContain('The plan that you have chosen is not offered any more');
  expect(notice('leave', gone)).toContain('You have said that Elm Road leaves then.');
  expect(notice('renew', { title: 'Silver', price: 100n })).toContain('renews for another year');
});

test('a school that is closed by then is told what the register says, and not that it renews', () => {
  const closed = 'The register says that the school is closed from 1 February 2027.';
  const said = notice('renew', { title: 'Silver', price: null, closed });
  expect(said).toContain(`${closed} So it does not renew.`);
  expect(said).not.toMatch(/renews|say so by/);
});

test('a letter that was held up over the day of notice tells nobody to say anything by then', () => {
  const silver = { title: 'Silver', price: 100n };
  const byThen = 'say so by 30 January 2027';
  expect(notice('renew', silver)).toContain(byThen);
  for (const choice of ['renew', 'leave'] as const) {
    expect(notice(choice, silver, true)).not.toMatch(/say so|say otherwise/);
    expect(notice(choice, silver, true)).toContain('was 30 January 2027, and this letter was held up.');
  }
  expect(notice('renew', silver, true)).toContain('It renews for another year.');
});
