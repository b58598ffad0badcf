import { expect, test } from '@jest/globals';
import type { PractitionerRow, ProposalRow } from '#delivery';
import { blankForm } from '../../kit/form.js';
import { presentBook } from './presenter.js';

const practitioner = { name: 'Daniel Osei' } as unknown as PractitionerRow;
const asked = (left: bigint, proposal: ProposalRow | null = null) =>
  presentBook({ practitioner, proposal, days: [], left, later: [] }, blankForm()).model.portion;

test('a whole day is proposed to whoever has one, half a day to whoever has no more', () => {
  expect([asked(150n), asked(100n), asked(50n), asked(0n)]).toEqual(['100', '100', '50', '100']);
  expect(asked(300n, { practitioner: 'Colin Moss', designation: 'LLE', days: 50n } as ProposalRow)).toBe(
    '50',
  );
});
