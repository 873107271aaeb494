import { expect, test } from 'vitest';
import { foughtOver } from '../../../../functions/notify/body/fought-over.ts';
import { someFinding } from '../../../fixtures/finding.ts';

const FIGHT = { alert: 'fight~ID~1', at: '2026-03-01T10:00:00Z', prevent: ['gcloud one'] };
const CI = 'ci@example.com';
const fought = someFinding({
  fight: FIGHT,
  setBacks: ['2026-03-01T08:00:00Z', '2026-03-01T09:00:00Z', '2026-03-01T10:00:00Z'],
  setBackBy: [
    { at: '2026-03-01T08:00:00Z', by: CI, client: 'gcloud/528 <b>' },
    { at: '2026-03-01T09:00:00Z', by: 'dev@example.com' },
    { at: '2026-03-01T10:00:00Z', by: CI, client: 'Terraform/1.9' },
  ],
});

test('names everybody who set the job back, who may end it, and how the project refuses it', () => {
  expect(foughtOver(fought)).toEqual([
    {
      kind: 'paragraph',
      text: 'Fought over: it was mended and set back 3 times. Bailiff changes nothing until an approver who did not set it back closes the alert.',
    },
    {
      kind: 'list',
      heading: 'Who set it back (what a client calls itself is its caller’s own word)',
      items: [
        'ci@example.com: 2 of the newest 3, last at 2026-03-01T10:00:00Z, with a client that calls itself "Terraform/1.9"',
        'dev@example.com: 1 of the newest 3, last at 2026-03-01T09:00:00Z',
      ],
    },
    {
      kind: 'code',
      heading: 'To close the alert, so that Bailiff decides again',
      lines: ["npm run -s bailiff -- alert close 'fight~ID~1' --why TEXT"],
    },
    {
      kind: 'code',
      heading:
        'To have this project refuse such deploys, whoever administers organization policies runs (the first two once for the organization)',
      lines: ['gcloud one'],
    },
  ]);
});

test('says nothing once the alert is closed, or where there was no fight', () => {
  const closed = { by: 'user:admin@example.com', at: '2026-03-01T11:00:00Z', why: 'Settled.' };
  expect(foughtOver({ ...fought, fight: { ...FIGHT, closed } })).toEqual([]);
  expect(foughtOver(someFinding())).toEqual([]);
});
