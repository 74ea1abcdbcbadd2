// Recognises this machine as a host. It is never reached through a proxy, and its model servers need no key.

/** True for this machine. `hostname` is in the form of the URL class: lower case, IPv6 in brackets. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}
