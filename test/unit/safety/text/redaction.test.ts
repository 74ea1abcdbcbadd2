import { describe, expect, it, test } from 'vitest'
import { MARK, redactKeys, redactOutput, redactSecrets } from '../../../../src/safety/text/redaction.ts'

const SECRET = 'hunter2fake'

describe('redactSecrets', () => {
  it('hides the value wherever commands, files and addresses carry one', () => {
    const texts = `
mysql -uroot -p${SECRET} db
mysql --password=${SECRET}
MYSQL_PWD=${SECRET} mysql
PGPASSWORD=${SECRET} psql
curl -u admin:${SECRET} https://x.example
curl --user admin:${SECRET} https://x.example
curl -H "Authorization: Bearer ${SECRET}" https://x.example
curl -H 'X-Api-Key: ${SECRET}' https://x.example
curl -d '{"password":"${SECRET}"}' https://x.example
curl -d "user=a&password=${SECRET}" https://x.example
https://x.example/?api_key=${SECRET}
git clone https://bob:${SECRET}@git.example/x
postgres://app:${SECRET}@db.example:5432/app
redis://:${SECRET}@h:6379
echo ${SECRET} | sudo -S ls
echo "${SECRET}" | docker login --password-stdin
sudo -S ls <<< ${SECRET}
docker login -u bob -p ${SECRET}
sshpass -p ${SECRET} ssh h
redis-cli -a ${SECRET} ping
openssl rsa -passin pass:${SECRET}
openssl enc -aes-256-cbc -k ${SECRET} -in x
gpg --passphrase ${SECRET} -c f
zip -P ${SECRET} a.zip f
export API_KEY="${SECRET}"
set -gx API_TOKEN ${SECRET}
DB_PASS=${SECRET}
SECRET_KEY_BASE: ${SECRET}
aws_secret_access_key = ${SECRET}
aws configure set aws_secret_access_key ${SECRET}
client_secret=${SECRET}
api_key: "${SECRET}"
{"access_token":"${SECRET}","expires_in":3600}
--token ${SECRET}
machine x.example login bob password ${SECRET}
db.example:5432:app:bob:${SECRET}
Cookie: session=${SECRET}
kubectl create secret generic x --from-literal=pw=${SECRET}
vault login ${SECRET}
`
    for (const line of texts.trim().split('\n')) {
      expect(redactSecrets(line)).not.toContain(SECRET)
      expect(redactSecrets(line)).toContain('<redacted>')
    }
  })

  it('knows keys by their shape', () => {
    for (const key of [
      'sk-FAKE00000000000000000000000000000000',
      'ghp_FAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKE',
      'github_pat_FAKEFAKEFAKEFAKEFAKEFAKE',
      'glpat-FAKEFAKEFAKEFAKEFAKE',
      'AKIAFAKEFAKEFAKEFAKE',
      'xoxb-1234-5678-FAKEFAKE',
      'AIzaSyFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKE',
      'npm_FAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKE',
      'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJGQUtFIn0.FAKEFAKE',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nFAKEFAKE\n-----END OPENSSH PRIVATE KEY-----',
    ]) {
      expect(redactSecrets(`see ${key} here`)).toBe('see <redacted> here')
    }
  })

  it('keeps the name and what stands around it', () => {
    expect(redactSecrets(`export GITHUB_TOKEN=${SECRET} && ls`)).toBe('export GITHUB_TOKEN=<redacted> && ls')
    expect(redactSecrets(`curl -u admin:${SECRET} https://x`)).toBe('curl -u admin:<redacted> https://x')
    expect(redactSecrets(`mysql -uroot -p${SECRET} db`)).toBe('mysql -uroot -p<redacted> db')
  })

  it('leaves text without a secret alone', () => {
    const texts = `
password reset docs: see wiki/password
commit 3f786850e387550fdab836ed7e6dc881de23001b
550e8400-e29b-41d4-a716-446655440000
cp .env.example .env
cat ~/.ssh/id_ed25519.pub
docker run -p 8080:80 nginx
mkdir -p a/b
token: string
const tokenizer = new Tokenizer()
PWD=/home/x
the secret: never give up
monkey=banana
ssh -p 2222 host
git push -u origin main
sort -k 2 f
echo $GITHUB_TOKEN
TOKEN=$(cat f)
max_tokens=4096
git@github.com:x/y.git
https://example.com:8080/a@b
npm run test:unit
--token-file /x/y
ls -la | grep key
the password is required
`
    for (const line of texts.trim().split('\n')) expect(redactSecrets(line)).toBe(line)
  })

  it('hides nothing twice', () => {
    const once = redactSecrets(`password=${SECRET} token: ${SECRET}9 https://a:${SECRET}@h`)
    expect(redactSecrets(once)).toBe(once)
  })

  it('takes linear time', () => {
    const start = process.cpuUsage()
    for (const unit of [
      'a',
      'a:',
      'password ',
      '--',
      'A_',
      'KEY_',
      'token=',
      'mysql ',
      '-----BEGIN PRIVATE KEY-----',
      'eyJaaaaaaaa.',
      'https://',
      '"',
    ]) {
      redactSecrets(unit.repeat(200_000 / unit.length))
    }
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(3000)
  })
})

describe('redactOutput', () => {
  it('hides what a command prints of settings and keys', () => {
    const texts = `
DB_PASSWORD=${SECRET}
export API_KEY="${SECRET}"
"password": "${SECRET}",
password: ${SECRET}
postgres://app:${SECRET}@db.example:5432/app
Authorization: Bearer ${SECRET}
machine x.example login bob password ${SECRET}
aws_secret_access_key = "${SECRET}"
`
    for (const line of texts.trim().split('\n')) expect(redactOutput(line)).not.toContain(SECRET)
  })

  it('leaves source code alone', () => {
    const texts = `
const token = readToken(1)
apiKey: string
accessToken: token.accessToken,
final_key = translate_key(final_key, modifiers)
if (token === 'async') {
const ws_credentials_1 = require("../internal/ws-credentials.js")
secret_key: this.options.secretKey2
password = getpass.getpass("Password for %s: ")
ACCESS_KEY = 'aws_access_key_id'
token: Token2 | undefined
`
    for (const line of texts.trim().split('\n')) expect(redactOutput(line)).toBe(line)
  })
})

test('a key whose beginning is not there is hidden, and millions of lines that could be one cost no more than others', () => {
  expect(redactKeys('one two\nAAAA\nBBBB==\n-----END RSA PRIVATE KEY-----\nthree')).toBe(
    `one two\n${MARK}\n${MARK}\n${MARK}\nthree`,
  )
  const lines = 'PRIVATE KEY\n' + `${'A'.repeat(79)}\n`.repeat(100_000)
  const begin = performance.now()
  expect(redactKeys(lines)).toBe(lines)
  // It took half a minute while each line was the beginning of another try.
  expect(performance.now() - begin).toBeLessThan(5_000)
})

test('a key of a rare shape is known behind a letter and behind _, and words that look alike stay', () => {
  const letters = 'abcdefghijklmnopqrst0123456789ABCDEFGH'
  const keys = [
    `ghp_${letters.slice(0, 36)}`,
    `github_pat_${letters}`,
    `glpat-${letters.slice(0, 20)}0`,
    'AKIAIOSFODNN7EXAMPLE',
    `AIza${letters.slice(0, 35)}`,
    `xoxb-${letters}`,
    `sk-ant-api03-${letters}`,
    `npm_${letters.slice(0, 36)}`,
    `hf_${letters.slice(0, 34)}`,
    `eyJhbGciOiJI.eyJzdWIiOiIx.${letters}`,
  ]
  for (const key of keys)
    for (const before of ['_', 'a'])
      for (const redact of [redactOutput, redactSecrets])
        expect(redact(`${before}${key} b`), key).toBe(`${before}<redacted> b`)
  for (const word of [
    'highp_textureCoordinatesOfLight',
    'task-proj-one',
    'x_npm_install_all_packages',
    'XAKIAIOSFODNN7EXAMPLES',
  ])
    expect(redactOutput(word)).toBe(word)
})
