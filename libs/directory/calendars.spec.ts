import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Temporal } from '#platform';
import { sharedData } from '#testing';
import { bankHolidaysByRule, easterSunday, type BankHolidayFile } from './bank-holidays.js';
import { generateTerms, pupilDays } from './generator/terms.js';
import { academicYearOf, addWorkingDays, isWorkingDay, termYearsOf } from './working-days.js';

const date = (text: string) => Temporal.PlainDate.from(text);

test.each([['2024-03-31'], ['2025-04-20'], ['2026-04-05'], ['2027-03-28'], ['2038-04-25']])(
  'Easter Sunday %s',
  (sunday) => {
    expect(easterSunday(Number(sunday.slice(0, 4))).toString()).toBe(sunday);
  },
);

test('a holiday on a weekend is kept on the next free weekday', () => {
  const days = (year: number) => bankHolidaysByRule(year).map((day) => day.date);
  expect(days(2021).slice(-2)).toEqual(['2021-12-27', '2021-12-28']);
  expect(days(2022)[0]).toBe('2022-01-03');
  expect(days(2022).slice(-2)).toEqual(['2022-12-26', '2022-12-27']);
  expect(days(2026).slice(-2)).toEqual(['2026-12-25', '2026-12-28']);
});

test('the rule gives the days that gov.uk publishes, but for one-off proclamations', () => {
  const published = sharedData('calendar/bank-holidays.json');
  const inFile = published ? (JSON.parse(readFileSync(published, 'utf8')) as BankHolidayFile) : undefined;
  const typed =
    '2026-01-01 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-08-31 2026-12-25 2026-12-28'.split(' ');
  const given = inFile?.['england-and-wales']!.events.map((event) => event.date) ?? typed;
  for (const year of inFile ? [2019, 2021, 2024, 2025, 2026, 2027, 2028] : [2026]) {
    expect(bankHolidaysByRule(year).map((day) => day.date)).toEqual(
      given.filter((day) => day.startsWith(String(year))),
    );
  }
});

test('working days are counted over weekends and holidays', () => {
  const holidays = new Set(['2026-12-25', '2026-12-28']);
  expect(addWorkingDays(date('2026-12-24'), 1, holidays).toString()).toBe('2026-12-29');
  expect(addWorkingDays(date('2026-12-29'), -1, holidays).toString()).toBe('2026-12-24');
  expect(addWorkingDays(date('2026-12-26'), 0, holidays).toString()).toBe('2026-12-26');
});

test('August belongs to the academic year that ends with it; a term may begin in it all the same', () => {
  expect(academicYearOf(date('2026-08-31'))).toBe(2025);
  expect(academicYearOf(date('2026-09-01'))).toBe(2026);
  expect(termYearsOf(date('2026-08-31'))).toEqual([2025, 2026]);
  expect(termYearsOf(date('2026-09-01'))).toEqual([2026]);
  expect(academicYearOf(date('2027-07-31'))).toBe(2026);
});

test.each([2024, 2025, 2026, 2027, 2028, 2029])(
  'the generated terms of %i are six, in order, of 190 pupil days in all',
  (year) => {
    const terms = generateTerms(year, year);
    const holidays = new Set(
      [year, year + 1].flatMap((each) => bankHolidaysByRule(each).map((day) => day.date)),
    );
    let days = 0;
    for (const term of terms) {
      for (let day = date(term.startsOn); day.toString() <= term.endsOn; day = day.add({ days: 1 }))
        if (isWorkingDay(day, holidays)) days++;
    }
    expect(terms.map((term) => term.name)).toEqual([
      'Autumn 1',
      'Autumn 2',
      'Spring 1',
      'Spring 2',
      'Summer 1',
      'Summer 2',
    ]);
    expect(
      terms.every(
        (term, index) => term.startsOn < term.endsOn && term.endsOn < (terms[index + 1]?.startsOn ?? '9999'),
      ),
    ).toBe(true);
    expect(days).toBe(pupilDays);
    expect(terms.at(-1)!.endsOn.slice(5) > '07-10' && terms.at(-1)!.endsOn.slice(5) < '08-01').toBe(true);
  },
);
