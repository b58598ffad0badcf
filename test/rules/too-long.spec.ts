import { expect, test } from '@jest/globals';
import { EarmarkForm } from '../../apps/web/authority/funds/form.js';
import { readForm } from '../../apps/web/kit/form.js';
import { ProposeForm } from '../../apps/web/operator/brokerage/form.js';
import { ChangeForm } from '../../apps/web/operator/credits/form.js';
import { JournalRuleForm } from '../../apps/web/operator/journal-rules/form.js';
import { LeaveOutForm } from '../../apps/web/operator/register-changes/form.js';
import { ReportForm } from '../../apps/web/provider/visit-report/form.js';
import { GiftForm } from '../../apps/web/school/gifts/form.js';
import { VisitForm } from '../../apps/web/school/visits/form.js';

test.each([
  [ReportForm, 'report', 'in 20 to 20,000 characters'],
  [GiftForm, 'message', 'in 3 to 200 characters'],
  [VisitForm, 'purpose', 'in 3 to 500 characters'],
  [ProposeForm, 'reason', 'in 3 to 1,000 characters'],
  [ChangeForm, 'reason', 'in 3 to 300 characters'],
  [JournalRuleForm, 'source', 'in 3 to 300 characters'],
  [LeaveOutForm, 'reason', 'in 3 to 200 characters'],
  [EarmarkForm, 'purpose', 'in 3 to 500 characters'],
])('whoever pastes too much into a %p hears how much may stand there', (form, field, bounds) => {
  const { errors } = readForm<object>(form, { [field]: 'x'.repeat(30_000) }).form;
  expect(errors[field]?.text).toContain(bounds);
});
