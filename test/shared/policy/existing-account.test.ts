import { describe, expect, it } from 'vitest';
import { existingFault } from '../../../shared/policy/existing-account.ts';
import { exampleDeployment } from './loaded.ts';

describe('existingFault', () => {
  it.each([
    'batch-runtime@identity-prod.iam.gserviceaccount.com',
    'reports@payments-prod.iam.gserviceaccount.com',
    'batch-jobs@{project}.iam.gserviceaccount.com',
    'reports@payments.example.com.iam.gserviceaccount.com',
  ])('accepts %s', (address) => {
    expect(existingFault(address, exampleDeployment())).toBeUndefined();
  });

  it.each([
    '{job}@payments-prod.iam.gserviceaccount.com',
    '{job}-runner@{project}.iam.gserviceaccount.com',
    'runner@{label.team}.iam.gserviceaccount.com',
    'runner@{Project}.iam.gserviceaccount.com',
    'runner@{}.iam.gserviceaccount.com',
    `runner@${'$'}{project}.iam.gserviceaccount.com`,
    'runner@{{project}}.iam.gserviceaccount.com',
    'runner@{project}.iam.gserviceaccount.com.{job}',
    '{project}-runner@{project}.iam.gserviceaccount.com',
    'runner@x-{project}.iam.gserviceaccount.com',
    'runner@{project}{project}.iam.gserviceaccount.com',
    '{location}-compute@developer.gserviceaccount.com',
  ])('refuses the placeholder in %s', (address) => {
    expect(existingFault(address)).toMatch(/author chooses|whole project part alone/);
  });

  it.each([
    ['310000000001-compute@developer.gserviceaccount.com', 'is a default account'],
    ['payments-prod@appspot.gserviceaccount.com', 'is a default account'],
    ['{project}@appspot.gserviceaccount.com', 'is a default account'],
    ['service-310000000001@serverless-robot-prod.iam.gserviceaccount.com', 'service agents'],
    ['310000000001@cloudservices.gserviceaccount.com', 'service agents'],
    ['dev@example.com', 'is no address of a service account'],
    ['', 'is no address of a service account'],
    ['job@payments-prod.iam.gserviceaccount.com', 'NAME of 6 to 30'],
    ['Reports@payments-prod.iam.gserviceaccount.com', 'write reports@payments-prod.iam'],
    ['serviceAccount:reports@payments-prod.iam.gserviceaccount.com', 'is no address'],
    ['reports@payments-prod.iam.gserviceaccount.com ', 'is no address of a service account'],
    ['bailiff-evaluate@bailiff-prod.iam.gserviceaccount.com', 'belongs to Bailiff'],
    ['anybody@bailiff-prod.iam.gserviceaccount.com', 'belongs to Bailiff'],
  ])('refuses %s: %s', (address, part) => {
    expect(existingFault(address, exampleDeployment())).toContain(part);
  });
});
