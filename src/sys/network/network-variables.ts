// The variables that say how the network is reached: proxies and certificates.

const NAMES = /^(?:(?:https?|all|no)_proxy|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS)$/i

/**
 * The way to the network of whoever asks.
 * @param env their environment; without any of these variables in it the daemon's own way counts
 */
export function networkVariables(env: NodeJS.ProcessEnv, own: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const found = pick(env)
  return Object.keys(found).length > 0 ? found : pick(own)
}

function pick(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => NAMES.test(name) && value !== undefined),
  ) as NodeJS.ProcessEnv
}
