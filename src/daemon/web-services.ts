// Kimi's web services for a session: those that the configuration names by address and those that a setting turns on for a login.

import type { Accounts } from '../accounts/accounts.ts'
import type { ServiceEntry } from '../config/agent-settings.ts'
import type { Config } from '../config/configuration.ts'
import type { WebService, WebServices } from '../tools/web/web-service.ts'

/** A service that is turned on without a login, or refers to a login that is not there, is left out. */
export function findWebServices({ agent, settings }: Config, accounts: Pick<Accounts, 'service'>): WebServices {
  const find = (entry: ServiceEntry | undefined, isOn: boolean, name: string): WebService | null => {
    if (entry === undefined) return isOn ? ofLogin(name, null) : null
    if (entry.api_key !== '' || entry.oauth === undefined)
      return { url: entry.base_url, apiKey: entry.api_key, ...headersOf(entry) }
    return ofLogin(name, entry)
  }
  const ofLogin = (name: string, entry: ServiceEntry | null): WebService | null => {
    const found = accounts.service(name, entry?.base_url, entry?.oauth)
    if (found === null) return null
    const { url, tokens, headers } = found
    return { url, apiKey: tokens, headers: { ...headers, ...entry?.custom_headers } }
  }
  const search = find(agent.search, settings['services.search'], 'search')
  const fetch = find(agent.fetch, settings['services.fetch'], 'fetch')
  const data = find(undefined, settings['services.datasource'], 'tools')
  return { ...(search && { search }), ...(fetch && { fetch }), ...(data && { data }) }
}

function headersOf({ custom_headers: headers }: ServiceEntry): Pick<WebService, 'headers'> {
  return headers ? { headers } : {}
}
