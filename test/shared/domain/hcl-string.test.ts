import { expect, it } from 'vitest';
import { hclString } from '../../../shared/domain/hcl-string.ts';

it.each([
  ['a@b.example', '"a@b.example"'],
  ['say "x" \\', '"say \\"x\\" \\\\"'],
  ['$' + '{file("/etc/passwd")}', '"\\u0024{file(\\"/etc/passwd\\")}"'],
  ['%{ if true }', '"\\u0025{ if true }"'],
  ['$5, 10 %', '"$5, 10 %"'],
  ['one\nline', '"one line"'],
])('writes %j so that Terraform reads it as it stands', (text, written) => {
  expect(hclString(text)).toBe(written);
});
