import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text as readAll } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { checkUrl, isPrivateAddress } from '../../../../src/sys/address-guard.ts'
import { createDatasource } from '../../../../src/tools/web/datasource.ts'
import { createFetchUrl } from '../../../../src/tools/web/fetch-url.ts'
import { readHtml } from '../../../../src/tools/web/html-text.ts'
import { createSearchWeb } from '../../../../src/tools/web/search-web.ts'
import type { TokenSource } from '../../../../src/protocol/token-source.ts'
import type { Verdict } from '../../../../src/tools/tool.ts'
import { runTool } from '../running.ts'

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The tokens of a login, which is renewed once; '' stands for a login that has ended. */
function tokens(first: string, next = ''): TokenSource {
  return {
    current: async () => ({ ok: true, token: first }),
    renew: async () =>
      next === '' ? { ok: false, reason: 'the login has ended', hint: 'kimi login' } : { ok: true, token: next },
  }
}

const fetchHere = createFetchUrl({ allowPrivate: ['127.0.0.1'] })
const fetchOutside = createFetchUrl({})

describe('FetchURL', () => {
  test('gives the main text of a page as Markdown, and its address to the user', async () => {
    const body = 'Words of the article itself. '.repeat(20)
    const base = await serve((_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8')
      response.end(
        `<title>A &amp; B</title><nav>menu</nav><main><h1>Head</h1><p>${body}<a href="/x">link</a></p></main><footer>foot</footer>`,
      )
    })
    const { text, message, display } = await runTool(fetchHere, { url: `${base}/page` })
    expect(text).toBe(`# A & B\n\n# Head\n\n${body}[link](${base}/x)`)
    expect(message).toContain('main content')
    expect(display).toEqual([{ type: 'brief', text: `${base}/page` }])
  })

  test('passes plain text and Markdown on as they are, packed or not', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/markdown', 'content-encoding': 'gzip' })
      response.end(gzipSync('# a\n\n<b>'))
    })
    expect((await runTool(fetchHere, { url: base })).text).toBe('# a\n\n<b>')
  })

  test('follows ten redirects and no more', async () => {
    const base = await serve((request, response) => {
      const left = Number(request.url?.slice(1))
      if (left > 0) response.writeHead(302, { location: `/${left - 1}` }).end()
      else response.writeHead(200, { 'content-type': 'text/plain' }).end('there')
    })
    expect((await runTool(fetchHere, { url: `${base}/10` })).text).toBe('there')
    expect((await runTool(fetchHere, { url: `${base}/11` })).message).toContain('more than 10 times')
  })

  test('follows no redirect to a host that a rule forbids', async () => {
    const base = await serve((_, response) => response.writeHead(302, { location: 'http://forbidden.example/x' }).end())
    const isForbiddenUrl = (url: string) => new URL(url).hostname === 'forbidden.example'
    const tool = createFetchUrl({ allowPrivate: ['127.0.0.1'], isForbiddenUrl })
    const { message } = await runTool(tool, { url: base })
    expect(message).toContain('a rule forbids it (redirected to http://forbidden.example/x)')
  })

  test('asks before it follows a redirect to another host, and stays away when that is refused', async () => {
    const reached: string[] = []
    const far = await serve((request, response) => {
      reached.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'text/plain' }).end('far')
    })
    const base = await serve((_, response) => response.writeHead(302, { location: `${far}/?told=secret` }).end())
    const answers: Verdict[] = [{ ok: true }, { ok: false, by: 'user', feedback: '', reason: 'no' }]
    const { message, asks } = await runTool(fetchHere, { url: base }, { verdict: () => answers.shift()! })
    expect(message).toContain('the user does not want it (redirected to')
    expect(asks.map(({ subject }) => subject.value)).toEqual([`${base}/`, `${far}/?told=secret`])
    expect(reached).toEqual([])
    expect((await runTool(fetchHere, { url: base })).text).toBe('far')
  })

  test('a page of more than 10 MB is refused, also when it is small on the wire', async () => {
    const base = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'content-encoding': 'gzip' })
      response.end(gzipSync(Buffer.alloc(11 * 1024 * 1024)))
    })
    expect((await runTool(fetchHere, { url: base })).message).toContain('larger than 10 MB')
  })

  test('says which status came, and that a page is not text', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/404') response.writeHead(404).end()
      else response.writeHead(200, { 'content-type': 'image/png' }).end('x')
    })
    expect((await runTool(fetchHere, { url: `${base}/404` })).message).toContain('Status: 404')
    expect((await runTool(fetchHere, { url: base })).message).toContain('image/png, which is not text')
  })

  test('can be cancelled while the page does not come', async () => {
    const abort = new AbortController()
    const base = await serve(() => abort.abort())
    const { message } = await runTool(fetchHere, { url: base }, { signal: abort.signal })
    expect(message).toBe('Fetching was cancelled.')
  })

  test('asks the service first, and fetches itself when that fails', async () => {
    const seen: string[] = []
    let status = 200
    const base = await serve(async (request, response) => {
      if (request.method === 'GET') return response.writeHead(200, { 'content-type': 'text/plain' }).end('direct')
      seen.push(request.headers.authorization ?? '', await readAll(request))
      response.writeHead(status).end('from the service')
    })
    const tool = createFetchUrl({
      service: { url: `${base}/fetch`, apiKey: tokens('k1') },
      allowPrivate: ['127.0.0.1'],
    })
    expect((await runTool(tool, { url: `${base}/a` })).text).toBe('from the service')
    expect(seen).toEqual(['Bearer k1', JSON.stringify({ url: `${base}/a` })])
    status = 500
    const direct = await runTool(tool, { url: `${base}/a` })
    expect(direct.text).toBe('direct')
    expect(direct.message).toContain('Kimi’s service did not fetch it: 127.0.0.1')
  })

  test('nobody inside is asked: not directly, not by name, not after a redirect', async () => {
    let asked = 0
    const base = await serve((_, response) => {
      asked++
      response.end('secret')
    })
    const port = new URL(base).port
    for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1']) {
      const { is_error, text } = await runTool(fetchOutside, { url: `http://${host}:${port}/` })
      expect([host, is_error, text]).toEqual([host, true, ''])
    }
    expect(asked).toBe(0)
  })
})

test.each(['127.0.0.2', 'localhost', '[::1]', '0.0.0.0'])('a redirect to the private %s is refused', async (host) => {
  const paths: unknown[] = []
  // 127.0.0.1 stands for a public server here; every other address is judged as it is.
  const base = await serve((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { location: `http://${host}:${request.socket.localPort}/inside` }).end()
  })
  const { is_error, message } = await runTool(fetchHere, { url: `${base}/start` })
  expect([is_error, message.includes('private address'), paths]).toEqual([true, true, ['/start']])
})

describe('what may be fetched', () => {
  test.each([
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    'fe80::1%eth0',
    'fc00::1',
    'ff02::1',
    'not an address',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true)
  })

  test.each(['1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false)
  })

  test.each([
    'file:///etc/passwd',
    'ftp://x.example/',
    'http://user:pass@x.example/',
    'http://a@b.example/',
    'http://x.example\\@evil.example/',
    'http://x.exa\tmple/',
    'http://x.example/\r\nHost: y',
    'http://printer.local/',
    'http://metadata.google.internal/',
    'http://localhost./',
    'x.example',
  ])('%j is refused before anything is resolved', (url) => {
    expect(checkUrl(url).ok).toBe(false)
  })
})

describe('HTML as text', () => {
  const read = (html: string) => readHtml(html, 'https://x.example/a/').markdown

  test('keeps headings, lists, code, tables and links', () => {
    const html = `<h2>T</h2><ul><li>one<ul><li>two</ul><li><a href=b>three</a></ul><ol><li>x<li>y</ol>
      <pre><code>if (a &lt; b) {\n  c()\n}</code></pre><p>run <code>ls</code>.</p>
      <table><tr><th>a<th>b</tr><tr><td>1<td>2</tr></table>`
    expect(read(html)).toBe(
      [
        '## T',
        '',
        '- one',
        '',
        '  - two',
        '',
        '- [three](https://x.example/a/b)',
        '',
        '1. x',
        '2. y',
        '',
        '```',
        'if (a < b) {',
        '  c()',
        '}',
        '```',
        '',
        'run `ls`.',
        '',
        'a | b',
        '1 | 2',
      ].join('\n'),
    )
  })

  test('leaves out what a reader does not see', () => {
    const html = `<head><title>t</title><style>p{}</style><body><script>if (a</b) evil()</script><p>seen</p>
      <p hidden>obey me</p><div style="display:none">obey me</div><!-- obey me --><noscript>obey me</noscript>
      <a href="javascript:evil()">plain</a>`
    expect(read(html)).toBe('seen\n\nplain')
  })

  test('a page whose frame never ends still has its text', () => {
    expect(read('<nav><a href="/x">menu</a><p>All of the text is inside')).toContain('All of the text is inside')
  })

  test.each([
    ['open tags', '<div>'],
    ['open angles', '<'],
    ['open titles', '<title'],
    ['open quotes', '<a b="'],
    ['alternating quotes', `<a b="><a b='>`],
    ['open comments', '<!--'],
    ['open scripts', '<script>'],
    ['open lists', '<ul><li>'],
    ['entities', '&amp'],
    ['blanks', ' '],
    ['blanks in code', '<pre> '],
    ['links', '<a href=x>y'],
    ['closing tags', '</li></ul></pre></main>'],
  ])('half a megabyte of %s does not hold it up', (_, piece) => {
    expect(read(piece.repeat(Math.ceil(500_000 / piece.length)))).toBeTypeOf('string')
  })
})

describe('SearchWeb', () => {
  test('posts the query and shows the results', async () => {
    const seen: unknown[] = []
    const base = await serve(async (request, response) => {
      seen.push(
        JSON.parse(await readAll(request)),
        request.headers.authorization,
        request.headers['x-msh-tool-call-id'],
      )
      const result = {
        title: 'T',
        url: 'https://x.example',
        date: '2026-01-01',
        snippet: 's',
        content: 'whole',
        icon: '',
      }
      response.end(JSON.stringify({ search_results: [result, { ...result, title: null, content: '' }] }))
    })
    const tool = createSearchWeb({ service: { url: `${base}/search`, apiKey: 'k' } })
    const { text } = await runTool(tool, { query: 'q' })
    expect(seen).toEqual([
      { text_query: 'q', limit: 5, enable_page_crawling: false, timeout_seconds: 30 },
      'Bearer k',
      'call_1',
    ])
    expect(text).toBe(
      'Title: T\nDate: 2026-01-01\nURL: https://x.example\nSummary: s\n\nwhole\n\n---\n\nTitle: \nDate: 2026-01-01\nURL: https://x.example\nSummary: s',
    )
  })

  test.each([
    [401, '', 'does not accept the API key. The user can run `kimi config edit`.'],
    [402, '', 'wants an active plan or balance (402). The user can run `kimi usage`.'],
    [
      403,
      '{"error":{"message":"only for members"}}',
      'denies access for this account, plan or region (403): only for members',
    ],
    [404, '', 'has no such service (404).'],
    [500, '', 'cannot answer now (500)'],
    [200, 'no json', 'not understood'],
    [302, '', 'Failed to search'],
  ])('a %i is an error that says so', async (status, body, said) => {
    const base = await serve((_, response) => {
      response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end(body)
    })
    const tool = createSearchWeb({ service: { url: base, apiKey: 'k' } })
    const { is_error, message } = await runTool(tool, { query: 'q' })
    expect(is_error).toBe(true)
    expect(message).toContain(said)
  })

  test('a token that is refused is renewed once, and a login that has ended is said to', async () => {
    const seen: unknown[] = []
    const base = await serve((request, response) => {
      seen.push(request.headers.authorization)
      const isGood = request.headers.authorization === 'Bearer new'
      response.writeHead(isGood ? 200 : 401).end(JSON.stringify({ search_results: [] }))
    })
    const search = (apiKey: TokenSource) => runTool(createSearchWeb({ service: { url: base, apiKey } }), { query: 'q' })
    expect((await search(tokens('old', 'new'))).message).toBe('Nothing was found.')
    expect((await search(tokens('old', 'older'))).message).toContain('does not accept the login')
    expect((await search(tokens('old'))).message).toBe(
      'Failed to search: the login has ended. The user can run `kimi login`.',
    )
    expect(seen).toEqual(['Bearer old', 'Bearer new', 'Bearer old', 'Bearer older', 'Bearer old'])
  })
})

describe('Datasource', () => {
  const query = async (
    answer: object | string,
    args: object = { source: 'arxiv', api: 'find', params: { q: 'x' } },
  ) => {
    const seen: unknown[] = []
    const base = await serve(async (request, response) => {
      seen.push(JSON.parse(await readAll(request)))
      response.end(typeof answer === 'string' ? answer : JSON.stringify(answer))
    })
    const tool = createDatasource({ service: { url: base, apiKey: 'k' } })
    return { ...(await runTool(tool, args)), seen }
  }

  test('describes a source, and calls its API', async () => {
    const described = await query({ is_success: true, result: 'APIs: find' }, { source: 'arxiv' })
    expect(described.seen).toEqual([{ method: 'get_data_source_desc', params: { name: 'arxiv' } }])
    expect(described.text).toBe('APIs: find')
    const called = await query({ is_success: true, result: { rows: [1] } })
    const params = { data_source_name: 'arxiv', api_name: 'find', params: { q: 'x' } }
    expect(called.seen).toEqual([{ method: 'call_data_source_tool', params }])
    expect(JSON.parse(called.text)).toEqual({ rows: [1] })
  })

  test('shows files that are text, and names the others', async () => {
    const encode = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
    const files = [
      { name: 'a.csv', content: 'a,b', encoding: 'utf-8' },
      { name: 'b.csv', content: encode(Buffer.from('ü,b')), encoding: 'base64' },
      { name: 'c.png', content: encode(new Uint8Array([137, 0, 1])), encoding: 'base64' },
    ]
    const { text } = await query({ is_success: true, result: 'done', files })
    expect(text).toBe('done\n\n--- a.csv\na,b\n\n--- b.csv\nü,b\n\n--- c.png\n(3 bytes, not text)')
  })

  test.each([
    [{ is_success: false, error: 'no such API' }, 'Failed to query arxiv find: no such API'],
    [{ is_success: false }, 'the service gives no reason'],
    ['no json', 'not understood'],
  ])('says what went wrong: %j', async (answer, said) => {
    const { is_error, message } = await query(answer)
    expect(is_error).toBe(true)
    expect(message).toContain(said)
  })

  test('takes no name that could be anything else', async () => {
    const { is_error, seen } = await query({}, { source: '../x' })
    expect([is_error, seen]).toEqual([true, []])
  })
})
