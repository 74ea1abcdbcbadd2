// The servers that ship with kimi as a list: what starts each of them, and what it costs. Versions, tools, tokens (the JSON of all tools
// divided by four) and megabytes were measured on LIST_DATE, with `npm install --ignore-scripts` and made-up credentials.

import type { MarketItem, MarketVariable } from '../../protocol/mcp-market.ts'

/** The day on which the pinned versions of all packages of npm were last installed and tried. */
export const LIST_DATE = '2026-11-30'

type Facts = Pick<MarketItem, 'title' | 'about'> & Partial<Pick<MarketItem, 'variables' | 'isArchived' | 'note'>>
/** Tools, tokens, megabytes. */
type Cost = readonly [tools: number | null, tokens: number | null, megabytes: number | null]

const UNKNOWN: Cost = [null, null, null]

function makeItem(
  name: string,
  kind: MarketItem['kind'],
  entry: MarketItem['entry'],
  facts: Facts,
  [tools, tokens, megabytes]: Cost = UNKNOWN,
): MarketItem {
  const usual = { source: 'list' as const, registryName: '', variables: [], isArchived: false, note: '' }
  return { ...usual, name, kind, entry, tools, tokens, megabytes, ...facts }
}

/** A package of npm. `options`: words behind the package, and variables of its environment. */
function npm(
  name: string,
  version: string,
  facts: Facts,
  cost: Cost,
  options: { args?: string[]; env?: string[] } = {},
): MarketItem {
  const env = Object.fromEntries((options.env ?? []).map((variable) => [variable, `{{${variable}}}`]))
  const entry = { command: 'npx', args: ['-y', version, ...(options.args ?? [])] }
  return makeItem(name, 'npm', options.env ? { ...entry, env } : entry, facts, cost)
}

/** A vendor's own server; by default it wants a login. */
function http(name: string, url: string, facts: Facts, more: Record<string, unknown> = { auth: 'oauth' }): MarketItem {
  return makeItem(name, 'http', { url, transport: 'http', ...more }, facts)
}

const secret = (name: string, about: string): MarketVariable => ({ name, about, isSecret: true, isRequired: true })
const plain = (name: string, about: string): MarketVariable => ({ name, about, isSecret: false, isRequired: true })
const optional = (variable: MarketVariable): MarketVariable => ({ ...variable, isRequired: false })

const DATABASES = [
  npm(
    'postgres',
    '@bytebase/dbhub@1.4.0',
    {
      title: 'PostgreSQL',
      about: 'query PostgreSQL databases, and MySQL, MariaDB and SQL Server by their addresses',
      variables: [secret('DSN', 'the address of the database: postgres://user:password@host:5432/name')],
    },
    [2, 370, 134],
    { args: ['--transport', 'stdio'], env: ['DSN'] },
  ),
  npm(
    'sqlite',
    '@bytebase/dbhub@1.4.0',
    {
      title: 'SQLite',
      about: 'query a local SQLite file',
      variables: [plain('DSN', 'the address of the file: sqlite:///absolute/path/of/data.db')],
    },
    [2, 368, 134],
    { args: ['--transport', 'stdio'], env: ['DSN'] },
  ),
  npm(
    'mongodb',
    'mongodb-mcp-server@3.0.4',
    {
      title: 'MongoDB',
      about: 'query and change MongoDB databases and Atlas clusters',
      variables: [secret('MDB_MCP_CONNECTION_STRING', 'mongodb://user:password@host:27017/name')],
    },
    [27, 19_162, 411],
    { env: ['MDB_MCP_CONNECTION_STRING'] },
  ),
  npm(
    'supabase',
    '@supabase/mcp-server-supabase@0.13.0',
    {
      title: 'Supabase',
      about: 'manage Supabase projects: tables, queries, functions, branches',
      variables: [secret('SUPABASE_ACCESS_TOKEN', 'a personal access token of supabase.com/dashboard/account/tokens')],
    },
    // Without the schema of about 1,300 tokens that supabase.com sends for the description of search_docs.
    [29, 5_039, 28],
    { env: ['SUPABASE_ACCESS_TOKEN'] },
  ),
]

const MESSAGES = [
  npm(
    'slack',
    '@modelcontextprotocol/server-slack@2025.4.25',
    {
      title: 'Slack',
      about: 'read and post messages in Slack channels',
      variables: [secret('SLACK_BOT_TOKEN', 'a bot token: xoxb-…'), plain('SLACK_TEAM_ID', 'the workspace: T…')],
      isArchived: true,
      note: 'Slack’s own https://mcp.slack.com/mcp takes registered clients only: add it with -t http -a oauth and oauth.clientId',
    },
    [8, 779, 8],
    { env: ['SLACK_BOT_TOKEN', 'SLACK_TEAM_ID'] },
  ),
  npm(
    'twilio',
    '@twilio-alpha/mcp@0.7.0',
    {
      title: 'Twilio',
      about: 'send SMS and WhatsApp messages, and manage Twilio',
      variables: [secret('CREDENTIALS', 'ACCOUNT_SID/API_KEY:API_SECRET')],
      note: 'its tools are loaded only when they are needed: all of them are 79,000 tokens',
    },
    [197, 79_153, 73],
    { args: ['{{CREDENTIALS}}'] },
  ),
  npm(
    'discord',
    'discord-mcp@2.4.0',
    {
      title: 'Discord',
      about: 'read and send messages, and manage Discord servers',
      variables: [secret('DISCORD_BOT_TOKEN', 'the token of a bot, of discord.com/developers')],
    },
    [19, 2_404, 33],
    { env: ['DISCORD_BOT_TOKEN'] },
  ),
]

const SEARCH = [
  npm(
    'brave-search',
    '@brave/brave-search-mcp-server@2.1.4',
    {
      title: 'Brave Search',
      about: 'search the web, news, images, videos and places',
      variables: [secret('BRAVE_API_KEY', 'a key of api-dashboard.search.brave.com')],
    },
    [8, 27_680, 28],
    { env: ['BRAVE_API_KEY'] },
  ),
  npm(
    'tavily',
    'tavily-mcp@0.2.22',
    {
      title: 'Tavily',
      about: 'search the web, and extract, crawl and map sites',
      variables: [secret('TAVILY_API_KEY', 'a key of app.tavily.com: tvly-…')],
    },
    [5, 1_924, 34],
    { env: ['TAVILY_API_KEY'] },
  ),
  npm(
    'exa',
    'exa-mcp-server@3.4.1',
    {
      title: 'Exa',
      about: 'search the web for pages, code and companies',
      variables: [secret('EXA_API_KEY', 'a key of dashboard.exa.ai')],
    },
    [2, 534, 51],
    { env: ['EXA_API_KEY'] },
  ),
  npm(
    'wikipedia',
    'wikipedia-mcp@1.0.3',
    { title: 'Wikipedia', about: 'search and read articles of Wikipedia' },
    [2, 141, 39],
  ),
  http(
    'context7',
    'https://mcp.context7.com/mcp',
    {
      title: 'Context7',
      about: 'up-to-date documentation of libraries',
      variables: [optional(secret('CONTEXT7_API_KEY', 'a key of context7.com for higher limits'))],
    },
    { headers: { CONTEXT7_API_KEY: '{{CONTEXT7_API_KEY}}' } },
  ),
  makeItem('youtube', 'builtin', null, {
    title: 'YouTube',
    about: 'metadata of YouTube videos',
    note: 'no server that could be tried was found; kimi itself reads the pages of videos (FetchURL) and searches (SearchWeb)',
  }),
  makeItem('cheerio', 'builtin', null, {
    title: 'Cheerio',
    about: 'read and scrape HTML pages',
    note: 'kimi itself fetches pages and turns HTML into text (FetchURL)',
  }),
]

const CLOUD = [
  makeItem(
    'aws',
    'uvx',
    { command: 'uvx', args: ['awslabs.aws-api-mcp-server==1.5.6'], env: { AWS_REGION: '{{AWS_REGION}}' } },
    {
      title: 'AWS',
      about: 'call the APIs of AWS: EC2, S3, Lambda, CloudWatch and others',
      variables: [plain('AWS_REGION', 'such as eu-central-1')],
      note: 'it needs uv (docs.astral.sh/uv), and takes the credentials of ~/.aws',
    },
  ),
  npm(
    'docker',
    'mcp-server-docker@1.0.0',
    { title: 'Docker', about: 'run Docker commands: containers, images, networks' },
    [1, 93, 13],
  ),
  npm(
    'kubernetes',
    'mcp-server-kubernetes@4.1.7',
    { title: 'Kubernetes', about: 'look at and change a Kubernetes cluster, with the current kubeconfig' },
    [23, 5_964, 233],
  ),
  npm(
    'google-workspace',
    'google-workspace-mcp@2.3.6',
    {
      title: 'Google Workspace',
      about: 'Gmail, Drive, Sheets, Docs and Calendar',
      note: 'log in once before: npx google-workspace-mcp@2.3.6 setup',
    },
    [110, 26_252, 235],
    { args: ['serve'] },
  ),
  http('stripe', 'https://mcp.stripe.com', {
    title: 'Stripe',
    about: 'customers, payments, invoices and subscriptions',
  }),
]

const DEVELOPMENT = [
  http(
    'github',
    'https://api.githubcopilot.com/mcp/',
    {
      title: 'GitHub',
      about: 'repositories, issues, pull requests, actions and code search',
      variables: [secret('GITHUB_TOKEN', 'a personal access token of github.com/settings/tokens')],
    },
    { headers: { Authorization: 'Bearer {{GITHUB_TOKEN}}' } },
  ),
  npm(
    'filesystem',
    '@modelcontextprotocol/server-filesystem@2026.8.31',
    {
      title: 'Filesystem',
      about: 'read and write files in a directory outside of the workspace',
      variables: [plain('DIRECTORY', 'the absolute path of the directory')],
    },
    [14, 3_243, 37],
    { args: ['{{DIRECTORY}}'] },
  ),
  npm(
    'browser',
    '@playwright/mcp@0.0.83',
    {
      title: 'Browser (Playwright)',
      about:
        'drive a web browser: open pages, click, type, take screenshots; in the place of the archived Puppeteer server',
      note: 'it needs a browser: npx playwright install chromium',
    },
    [25, 5_072, 19],
  ),
  npm(
    'chrome-devtools',
    'chrome-devtools-mcp@1.11.0',
    { title: 'Chrome DevTools', about: 'inspect and debug pages in Chrome: network, console, performance' },
    [32, 7_340, 15],
  ),
  http('sentry', 'https://mcp.sentry.dev/mcp', {
    title: 'Sentry',
    about: 'errors, issues and traces of your applications',
  }),
  http('figma', 'https://mcp.figma.com/mcp', {
    title: 'Figma',
    about: 'designs as code: frames, components, variables',
  }),
  makeItem('npm', 'builtin', null, {
    title: 'npm',
    about: 'search the npm registry, versions and dependencies of packages',
    note: 'kimi itself runs npm view and npm search (Shell)',
  }),
]

const KNOWLEDGE = [
  http('jira', 'https://mcp.atlassian.com/v1/mcp', {
    title: 'Jira and Confluence',
    about: 'create, search and manage Jira tickets and Confluence pages',
  }),
  http('linear', 'https://mcp.linear.app/mcp', { title: 'Linear', about: 'create, search and track Linear issues' }),
  http('notion', 'https://mcp.notion.com/mcp', { title: 'Notion', about: 'read and write Notion pages and databases' }),
  npm(
    'memory',
    '@modelcontextprotocol/server-memory@2026.8.31',
    { title: 'Memory', about: 'a knowledge graph that stays from session to session' },
    [9, 2_688, 29],
  ),
  npm(
    'sequential-thinking',
    '@modelcontextprotocol/server-sequential-thinking@2026.8.31',
    { title: 'Sequential Thinking', about: 'think through a problem in steps that can be revised' },
    [1, 1_160, 31],
  ),
]

/** All of them: the 19 servers that a marketplace of an extension for Kimi names, and twelve others. */
export const MARKET_LIST: readonly MarketItem[] = [
  ...DATABASES,
  ...MESSAGES,
  ...SEARCH,
  ...CLOUD,
  ...DEVELOPMENT,
  ...KNOWLEDGE,
].toSorted((a, b) => (a.name < b.name ? -1 : 1))
