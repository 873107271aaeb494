/**
 * A quoted scalar of YAML that stands for the text, in printable ASCII alone: plain, a job's name may read as `true`.
 * https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
 */
export function yamlString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[^ -~]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
