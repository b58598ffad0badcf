import { expect, test } from '@jest/globals';
import type { AgreementRow } from '#insight';
import { Temporal, type Actor } from '#platform';
import { presentAgreement } from './presenter.js';

const shown = (state: AgreementRow['state'], role: Actor['role'] = 'business-manager') =>
  presentAgreement({
    agreement: {
      schoolId: 's',
      state,
      startsOn: '2027-04-01',
      endsOn: '2028-03-31',
      billsOn: '2027-03-02',
      noticeBy: '2028-01-31',
      price: 425_000n,
      priceBecause: '',
      provider: '',
      grants: [],
    } as unknown as AgreementRow,
    before: null,
    documents: [],
    today: Temporal.PlainDate.from('2026-11-24'),
    actor: { role, organisationIds: ['s'] } as unknown as Actor,
  }).model;

test('an agreement says when it is billed, and one that was declined that it is not', () => {
  expect(shown('awaiting-approval').billed).toContain('when it is signed');
  expect(shown('signed').billed).toContain('from 2 March 2027');
  expect(shown('declined').billed).toBe('Nothing is billed for it.');
  expect(shown('superseded').billed).toBe('Nothing is billed for it.');
});

test('whoever may prepare another is led there from one that was declined', () => {
  expect(shown('declined').againHref).toBe('/catalogue');
  expect(shown('declined', 'chair').againHref).toBeNull();
  expect(shown('signed').againHref).toBeNull();
});
