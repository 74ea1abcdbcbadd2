// Kimi's web services for a session: those that the configuration names by address and those that a setting turns on for a login.

import { realpathSync } from 'node:fs'
import type { Accounts } from '../accounts/accounts.ts'
import type { ServiceEntry } from '../config/agent-settings.ts'
import type { Config } from '../config/configuration.ts'
import type { WebService, WebServices } from '../tools/web/web-service.ts'

/** A service that is turned on without a login, or for other folders, or refers to a login that is not there, is left out. */
export function findWebServices(
  { agent, settings }: Config,
  accounts: Pick<Accounts, 'service'>,
  workDir: string,
): WebServices {
  const isHere = isAmong(workDir, settings['services.folders'])
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
  const search = find(agent.search, isHere && settings['services.search'], 'search')
  const fetch = find(agent.fetch, isHere && settings['services.fetch'], 'fetch')
  const data = find(undefined, isHere && settings['services.datasource'], 'tools')
  return { ...(search && { search }), ...(fetch && { fetch }), ...(data && { data }) }
}

/** True for a directory in one of the folders, also by links; and for all directories without folders. */
function isAmong(workDir: string, folders: string): boolean {
  if (folders === '') return true
  const place = `${realOf(workDir)}/`
  return folders.split(':').some((folder) => place.startsWith(`${realOf(folder).replace(/\/+$/, '')}/`))
}

function realOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function headersOf({ custom_headers: headers }: ServiceEntry): Pick<WebService, 'headers'> {
  return headers ? { headers } : {}
}
