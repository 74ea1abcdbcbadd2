// This machine as a host: never proxied, and its model servers want no key.

/** `hostname` as the URL class gives it: lower case, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
