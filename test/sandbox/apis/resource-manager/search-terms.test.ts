import { describe, expect, it } from 'vitest';
import { searchTerms } from '../../../../sandbox/apis/resource-manager/search-terms.ts';

const KNOWN = ['id', 'state'];
const FIELDS = { id: 'payments-prod', state: 'ACTIVE' };

describe('search terms', () => {
  it.each([
    '',
    'id:payments-prod',
    'id=PAYMENTS-PROD',
    'id:"payments-prod"',
    'id:pay*',
    'id:*-prod',
    'id:pay*prod',
    'id:*',
    'id:*m*ts*p*',
    'state:ACTIVE AND (id:payments-prod)',
    'state:active id:payments*',
  ])('%j match', (text) => {
    expect(searchTerms(text, KNOWN)(FIELDS)).toBe(true);
  });

  it.each([
    'id:payments',
    'id:*-dev',
    'state:ACTIVE AND id:data-dev',
    'id:payments-prod*prod',
    'id:p*x*d',
  ])('%j do not match', (text) => {
    expect(searchTerms(text, KNOWN)(FIELDS)).toBe(false);
  });

  it.each(['payments', 'labels.team:data', 'id:a OR id:b', 'NOT id:a', 'id>a'])(
    '%j are refused instead of guessed',
    (text) => {
      expect(() => searchTerms(text, KNOWN)).toThrow(
        /^The local organization cannot search for ".+"\. It understands field:value, joined by AND, for id, state\.$/,
      );
    },
  );
});
