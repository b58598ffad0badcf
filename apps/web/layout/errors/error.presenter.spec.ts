import { expect, test } from '@jest/globals';
import { Refusal } from '#platform';
import { readForm } from '../../kit/form.js';
import { SignInForm } from '../../account/sign-in/form.js';
import { readResume } from '../../account/sign-in/presenter.js';
import { presentRefusal, presentSessionEnded, withWritten } from './error.presenter.js';

const kept = (body: object) =>
  String(presentSessionEnded('/visits/1/report', body).options.form!.values.resume);

test('whatever was wrong with a form, what was written in it is shown to be copied', () => {
  const shown = presentRefusal(new Refusal('platform.forbidden', 'Not you.', 'forbidden'), 'r');
  const report = 'We looked at reading in Year 2,\nand agreed what comes next.';
  const written = (body: unknown) => withWritten(shown, body).model.written;
  expect(written({ report, day: '2027-05-12', transferId: 'f'.repeat(40), other: [report] })).toEqual([
    report,
  ]);
  expect(written({ password: 'a long phrase that only one person in the world knows' })).toEqual([]);
  for (const body of [undefined, null, 'text', []]) expect(written(body)).toEqual([]);
  // Also what a session that ended had kept, where signing in again is refused.
  const password = 'a long phrase that only one person in the world knows';
  expect(written({ password, resume: kept({ report, password, transferId: 'f'.repeat(40) }) })).toEqual([
    report,
  ]);
  for (const resume of ['', '{}', 'null', '{"path":"/","values":null}', { toString: null }, [report]])
    expect(written({ resume })).toEqual([]);
  expect(withWritten(shown, {}).options).toEqual({ status: 403 });
});

test('the answers of a session that ended come back as they were given, whatever ends their lines', () => {
  const answers = {
    _acting: 'a',
    on: ['1', '2'],
    report: 'A\u2028B\u2029C\u0085D\u000bE\u000cF\r\nG\tH "é" \ud800',
    title: '',
  };
  const sent = {
    email: 'a@example.org',
    password: 'p',
    resume: kept({ ...answers, _csrf: 'c', password: 'p' }),
  };
  const { resume } = (readForm(SignInForm, sent) as { data: SignInForm }).data;
  // Under whom they were given, too: they are sent in no other name.
  expect(readResume(resume)).toEqual({
    path: '/visits/1/report',
    fields: [
      { name: '_acting', value: 'a' },
      { name: 'on', value: '1' },
      { name: 'on', value: '2' },
      { name: 'report', value: 'A\nB\nC\nD\nE\nF\nG\tH "é" \ufffd' },
      { name: 'title', value: '' },
    ],
  });
});
