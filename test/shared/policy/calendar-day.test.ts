import { expect, it } from 'vitest';
import { isCalendarDay } from '../../../shared/policy/calendar-day.ts';

it.each(['2027-01-31', '2028-02-29', '2000-02-29', '2026-12-31', '2027-04-30'])(
  'knows %s as a day',
  (text) => {
    expect(isCalendarDay(text)).toBe(true);
  },
);

it.each([
  '2027-02-29',
  '2100-02-29',
  '2027-04-31',
  '2027-13-01',
  '2027-00-10',
  '2027-01-00',
  '2027-1-31',
  '27-01-31',
  '2027-01-31T00:00:00Z',
  ' 2027-01-31',
  '2027-01-31\n',
  'tomorrow',
  '',
])('knows %j as none', (text) => {
  expect(isCalendarDay(text)).toBe(false);
});
