const HOST_PORT = /^(?:\[[0-9a-f:.]+\]|[^\s:/@[\]]+):(\d{1,5})$/i;

/** Whether the text is HOST:PORT, as gcloud's emulators give it to the shell; an IPv6 address stands in brackets. */
export function isHostPort(text: string): boolean {
  const [, port] = HOST_PORT.exec(text) ?? [];
  return port !== undefined && Number(port) <= 65_535;
}
