// Database clients: the query on the command line is read.

import { type Call, type Rules, each, label } from '../lines/simple-command.ts'
import { readOptions } from '../lines/option-split.ts'
import { joinWords } from '../lines/command-words.ts'
import { longPattern } from '../../sys/words/long-pattern.ts'

const LOSING_SQL = longPattern('i')`
  \b(?:drop\s+(?:table|database|schema|index|view|user|role|keyspace|column|materialized|function|collection|sequence|type|trigger)
  |truncate\b|delete\s+from|alter\s+table\s+\S+\s+drop|dropDatabase|\.drop\(|deleteMany|remove\(|vacuum\s+full\b.*drop)
`
const WRITING_SQL = longPattern('i')`
  \b(?:insert\s+into|update\s+\S+\s+set|create\s+(?:or\s+replace\s+)?\w+|alter\s+\w+|replace\s+into|merge\s+into|grant\s|revoke\s|vacuum
  |reindex|cluster\s|set\s+password|insertOne|insertMany|updateOne|updateMany|replaceOne|createIndex|refresh\s+materialized|upsert
  |import\s|load\s+data|copy\s+\S+\s+from|attach\s+database|rename\s+table|comment\s+on|lock\s+tables?|optimize\s+table
  |pg_terminate_backend|pg_cancel_backend|kill\s+\d|flush\s+\w+|do\s+\$\$)
`
const READING_SQL = longPattern('i')`
  ^\s*(?:\(?\s*select\b|show\b|explain\b|describe\b|desc\b|with\b|table\b|values\b|pragma\s+\w+(?:\([^)]*\))?\s*;?$|\\[dlcnxztu]
  |\\?\.(?:tables|schema|databases|indexes|headers|mode|help|show|dump|stats)|help\b|status\b|begin\b|use\s|db\.\w+\.(?:find|count
  |distinct|aggregate|stats)|db\.\w+\(\)|analyze\b)
`
/** Commands of the client that run programs or touch files. */
const RUNNING_CLIENT = longPattern('i')`
  (?:^|[\n;])\s*(?:\\!|!|system\b|\.(?:shell|system|sh|load|read|import|output|once|excel|log|save|backup|restore|open)\b|\\o\b|\\g\s
  |\\copy\b|\\i\b|\\w\b)|to\s+program|from\s+program|into\s+(?:out|dump)file|load_extension|pg_read_file|lo_export|load_file|readfile\(
  |writefile\(|xp_cmdshell
`

function judgeQueries(call: Call, queries: string[]): void {
  for (const query of queries) {
    if (LOSING_SQL.test(query)) label(call, 'writes destructive', 'deletes stored data')
    else if (WRITING_SQL.test(query)) call.add('writes', 'changes stored data')
    else if (!READING_SQL.test(query)) call.doubt()
    if (
      /\b(?:password|passwd|pg_shadow|pg_authid|mysql\.user|identified by|secret|api_key|authentication_string)\b/i.test(
        query,
      )
    )
      call.add('credential-touching', 'reads or changes passwords')
    if (/\bgrant\s|superuser|create\s+(?:user|role)|alter\s+(?:user|role)/i.test(query)) call.doubt()
    if (RUNNING_CLIENT.test(query)) {
      const code =
        /(?:\\!|\.(?:shell|system)|^!|\bsystem)\s*(.*)$/ims.exec(query)?.[1] ?? /program\s+'([^']*)'/i.exec(query)?.[1]
      if (code !== undefined) {
        call.runCode(code)
        call.add('remote-code', 'runs a command from inside the client')
      } else if (
        /outfile|dumpfile|\.(?:output|once|save|backup|log|import|restore|excel)|\\o|\\copy|\\w|writefile|lo_export|\\g\s/i.test(
          query,
        )
      )
        call.add('writes', 'writes a file')
      else call.add('remote-code', 'runs code from a file')
      call.doubt()
    }
  }
}

function isLocalHost(hosts: string[]): boolean {
  return hosts.every((host) => /^(?:localhost|127\.0\.0\.1|::1|\/.*|)$/.test(host))
}

export const DATABASES: Rules = {
  ...each('psql pgcli', (call) => {
    const { values, has, operands } = readOptions(call.args, {
      short: 'cfhpUdvoLPFRT',
      long: ['command', 'file', 'host', 'port', 'username', 'dbname', 'set', 'output', 'log-file', 'variable'],
    })
    const address = operands.find((word) => /^postgres(?:ql)?:\/\//.test(word.value))?.value
    if (!isLocalHost(values('h', 'host')) || (address !== undefined && !/@?(?:localhost|127\.0\.0\.1)/.test(address)))
      call.add('network', 'connects to a database on another host')
    if (address !== undefined && /:\/\/[^:@/]+:[^@]+@/.test(address))
      call.add('credential-touching', 'passes a password')
    if (has('o', 'output', 'L', 'log-file')) call.add('writes', 'writes a file')
    judgeQueries(call, values('c', 'command'))
    if (has('f', 'file') || call.feed.kind === 'file') label(call, 'remote-code writes', 'runs a file of statements')
    else if (call.feed.literal !== null) judgeQueries(call, [call.feed.literal])
    else if (call.feed.kind !== 'none') call.add('remote-code', 'runs the statements it reads')
    else if (!has('c', 'command', 'l', 'list')) call.doubt()
  }),
  ...each('mysql mariadb mycli', (call) => {
    const { values, has } = readOptions(call.args, {
      short: 'ehuPDS',
      long: ['execute', 'host', 'user', 'port', 'database', 'socket', 'tee'],
    })
    if (!isLocalHost(values('h', 'host'))) call.add('network', 'connects to a database on another host')
    if (call.args.some((word) => /^(?:-p.|--password=)/.test(word.value)))
      call.add('credential-touching', 'passes a password')
    judgeQueries(call, values('e', 'execute'))
    if (has('tee')) call.add('writes', 'writes a file')
    if (call.feed.kind === 'file') label(call, 'writes remote-code', 'runs a file of statements')
    else if (call.feed.literal !== null) judgeQueries(call, [call.feed.literal])
    else if (call.feed.kind !== 'none') label(call, 'writes remote-code', 'runs the statements it reads')
    else if (!has('e', 'execute')) call.doubt()
  }),
  ...each('sqlite3 sqlite litecli duckdb', (call) => {
    const { values, operands } = readOptions(call.args, {
      isSingleDash: true,
      long: ['cmd', 'init', 'separator', 'nullvalue', 'c', 'mode'],
    })
    judgeQueries(call, [...operands.slice(1).map((word) => word.value), ...values('cmd', 'c')])
    if (values('init').length > 0) call.add('remote-code', 'runs a file of statements')
    if (operands.some((word) => /(?:cookies|login data|key4\.db|places\.sqlite|signons|history)/i.test(word.value)))
      call.add('credential-touching', 'reads data of the browser')
    if (call.feed.kind === 'file' || (call.feed.kind === 'pipe' && call.feed.literal === null && operands.length < 2))
      label(call, 'writes remote-code', 'runs the statements it reads')
    else if (call.feed.literal !== null) judgeQueries(call, [call.feed.literal])
    else if (operands.length < 2 && values('cmd', 'c').length === 0) call.doubt()
  }),
  ...each(
    'mongosh mongo cqlsh sqlcmd clickhouse-client clickhouse influx cypher-shell snowsql trino presto bcp isql usql sqlplus cockroach surreal',
    (call) => {
      const { values, operands, has } = readOptions(call.args, {
        short: 'eqQuphfSdUPi',
        long: ['eval', 'query', 'execute', 'host', 'user', 'password', 'username', 'file'],
      })
      if (call.name === 'influx')
        judgeQueries(call, readOptions(call.args, { isSingleDash: true, long: ['execute', 'host'] }).values('execute'))
      const hosts = [
        ...values('h', 'host'),
        ...operands
          .filter((word) => /:\/\//.test(word.value))
          .map((word) => word.value.replace(/^\w+(?:\+srv)?:\/\/(?:[^@]*@)?([^:/]*).*$/, '$1')),
      ]
      if (!isLocalHost(hosts)) call.add('network', 'connects to a database on another host')
      if (
        values('p', 'password', 'P').some((value) => value !== '') &&
        !/^(?:-p|--port)$/.test(call.args[0]?.value ?? '')
      )
        call.add('credential-touching', 'passes a password')
      const queries = [...values('eval', 'query', 'execute', 'e', 'q', 'Q')]
      judgeQueries(call, queries)
      if (has('f', 'file', 'i') || operands.some((word) => /\.js$/.test(word.value)))
        call.add('remote-code', 'runs a script')
      if (queries.length === 0) call.doubt()
    },
  ),
  'redis-cli'(call) {
    const { operands, values, has } = readOptions(call.args, {
      short: 'hpasunrDiN',
      long: ['user', 'pass', 'eval', 'pattern'],
      stopsAtOperand: true,
    })
    if (!isLocalHost(values('h'))) call.add('network', 'connects to another host')
    if (has('a', 'pass', 'askpass', 'u')) call.add('credential-touching', 'passes a password')
    const [verb, sub] = operands.map((word) => word.value.toUpperCase())
    if (verb === undefined) {
      if (has('bigkeys', 'memkeys', 'hotkeys', 'latency', 'stat', 'scan', 'version', 'v')) return
      if (has('eval')) call.add('remote-code', 'runs a script')
      call.doubt()
      return
    }
    if (
      /^(?:GET|MGET|KEYS|SCAN|EXISTS|TTL|PTTL|TYPE|LLEN|LRANGE|LINDEX|SMEMBERS|SCARD|SISMEMBER|HGET|HGETALL|HKEYS|HVALS|HLEN|HMGET|ZRANGE|ZCARD|ZSCORE|ZRANK|STRLEN|INFO|PING|DBSIZE|TIME|ECHO|LASTSAVE|MEMORY|OBJECT|XRANGE|XLEN|XINFO|GETRANGE|MONITOR|ROLE|COMMAND|HELP|PUBSUB|SSCAN|HSCAN|ZSCAN|RANDOMKEY|LOLWUT)$/.test(
        verb,
      )
    )
      return
    if (
      /^(?:CONFIG|CLIENT|SLOWLOG|ACL|CLUSTER|LATENCY|MODULE)$/.test(verb) &&
      /^(?:GET|LIST|INFO|LEN|WHOAMI|NODES|SLOTS|GETNAME|ID|LATEST|HISTORY|CAT|USERS)$/.test(sub ?? '')
    ) {
      if (/REQUIREPASS|MASTERAUTH|\*/i.test(call.text) && verb === 'CONFIG')
        call.add('credential-touching', 'reads the password')
      return
    }
    label(call, 'writes', 'changes stored data')
    if (
      /^(?:FLUSHALL|FLUSHDB|DEL|UNLINK|SHUTDOWN|LTRIM|HDEL|SREM|ZREM|XTRIM|XDEL|GETDEL|LREM|EXPIRE|SWAPDB|RESTORE|DEBUG|FAILOVER)$/.test(
        verb,
      )
    )
      call.add('destructive', 'deletes stored data')
    if (/^(?:EVAL|EVALSHA|FCALL|SCRIPT|MODULE)$/.test(verb)) call.doubt()
  },
  ...each('dropdb dropuser', (call) => {
    label(call, 'writes destructive', 'drops a database or a user')
  }),
  ...each(
    'createdb createuser initdb vacuumdb reindexdb clusterdb mysql_install_db mysql_upgrade mysqlcheck mysqlimport myisamchk',
    (call) => {
      label(call, 'writes', 'changes databases')
      if (call.name === 'createuser') call.doubt()
    },
  ),
  ...each('pg_dump pg_dumpall mysqldump mariadb-dump mongodump mongoexport pg_basebackup', (call) => {
    const { values, has } = readOptions(call.args, {
      short: 'fhUpdohru',
      long: ['file', 'host', 'username', 'out', 'result-file', 'dbname'],
    })
    if (!isLocalHost(values('h', 'host'))) call.add('network', 'connects to a database on another host')
    if (has('f', 'file', 'out', 'o', 'result-file', 'r', 'tab') || /^(?:mongodump|pg_basebackup)$/.test(call.name))
      call.add('writes', 'writes a file')
    if (call.args.some((word) => /^(?:-p.|--password=)/.test(word.value)) && /mysql|mariadb/.test(call.name))
      call.add('credential-touching', 'passes a password')
    if (call.name === 'pg_dumpall' && !has('r', 'roles-only')) call.doubt()
  }),
  ...each('pg_restore mongorestore mongoimport pg_ctl pg_resetwal pg_upgrade', (call) => {
    if (call.name === 'pg_restore' && readOptions(call.args).has('l', 'list')) return
    if (call.name === 'pg_ctl' && call.args.some((word) => word.value === 'status')) return
    call.add('writes', 'changes databases')
    if (/--clean|\s-c\b|--drop|\bstop\b|resetwal/.test(call.text)) call.add('destructive', 'drops what is stored first')
  }),
  ...each('pg_isready pg_controldata', () => {}),
  mysqladmin(call) {
    const { operands, values } = readOptions(call.args, { short: 'hupP', long: ['host', 'user'] })
    if (!isLocalHost(values('h', 'host'))) call.add('network', 'connects to a database on another host')
    if (operands.some((word) => /^(?:drop|shutdown|kill|flush-)/.test(word.value)))
      label(call, 'writes destructive', 'drops or stops a database')
    else if (
      operands.every((word) => /^(?:status|ping|version|variables|extended-status|processlist)$/.test(word.value)) &&
      operands.length > 0
    )
      return
    else if (operands.some((word) => /^(?:password|create|old-password|reload)/.test(word.value))) {
      call.add('writes', 'changes the server')
      if (/password/.test(call.text)) call.add('credential-touching', 'changes a password')
    }
    call.doubt()
  },
  rabbitmqctl(call) {
    const verb = call.args[0]?.value ?? ''
    if (/^(?:list_|status|cluster_status|environment|report|ping|version)/.test(verb)) return
    call.add('writes', 'changes the broker')
    if (/delete|reset|purge|stop|forget/.test(verb)) call.add('destructive', 'loses queues or messages')
  },
  ...each(
    'kafka-topics kafka-topics.sh kafka-console-consumer kafka-console-producer kafka-consumer-groups etcdctl zkCli.sh',
    (call) => {
      call.add('network', 'talks to a broker')
      const text = joinWords(call.args)
      if (/--delete|\bdel\b|--reset-offsets/.test(text)) label(call, 'writes destructive', 'deletes stored data')
      else if (/--create|--alter|\bput\b/.test(text) || call.name === 'kafka-console-producer')
        call.add('writes', 'changes stored data')
    },
  ),
  ...each('restic borg duplicity rdiff-backup kopia rsnapshot timeshift', (call) => {
    const text = joinWords(call.args)
    call.doubt()
    if (/^(?:snapshots|list|ls|stats|check|diff|info|find|cat|version)\b/.test(text)) return
    call.add('writes', 'changes a backup or restores one')
    if (/\b(?:forget|prune|delete|--prune|remove-older-than|unlock)\b/.test(text))
      call.add('destructive', 'deletes backups')
    if (/(?:sftp|s3|rest|b2|ssh|gs|azure):|@[\w.-]+:/.test(text)) call.add('network', 'talks to another host')
  }),
}
