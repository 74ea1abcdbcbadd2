// The system's codes for connections that failed, in words.

export const CONNECTION_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host cannot be found, is the network up?',
  EAI_AGAIN: 'the host cannot be found, is the network up?',
  ECONNREFUSED: 'the connection is refused',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'no answer',
  ENETUNREACH: 'the network is unreachable',
  EHOSTUNREACH: 'the host is unreachable',
}
