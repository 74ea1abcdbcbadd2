// Answers requests in Chinese: frequent ones from a table, all others after a translation into English word by word.

import type { Candidate } from '../../../protocol/proposals.ts'
import { CHINESE_INTENTS } from './chinese-intents.ts'
import { readsAll } from './chinese-unread.ts'
import { CHINESE_WORK_INTENTS } from './chinese-work-intents.ts'
import { escapeInQuotes, quoteValue } from '../../../shell-syntax/word-quoting.ts'

/** A row that explains a smaller part of the request than this answers another question. */
const MIN_COVERAGE = 0.35
const POLITE =
  /^(?:请问|请|帮我|帮忙|如何|怎么样|怎么|怎样|我想要|我想|我要|想要|在linux(?:下|中|里)|linux(?:下|中|里))+/iu

/** The request without its polite opening and its final punctuation. */
export function readChinese(line: string): string {
  return line
    .trim()
    .replace(POLITE, '')
    .replace(/[？?。！!]+$/u, '')
    .replace(NUMERAL, (numeral) => String(readNumeral(numeral)))
    .replace(/(\d+) ?个?(?:周|星期|礼拜)/gu, (_, weeks: string) => `${Number(weeks) * 7}天`)
    .trim()
}

/** 一 is a number only before some words: in 一个 it is hardly one. */
const NUMERAL = /[一二两三四五六七八九十百]+(?=天|日|分钟|小时|秒|行|周|个?星期|个?礼拜|个月|年|次|列)/gu

/** Reads numbers up to the hundreds: 三 is 3, 十五 is 15, 二十 is 20, 一百 is 100. */
function readNumeral(text: string): number {
  const digit = (sign: string) => '一二三四五六七八九'.indexOf(sign.replace('两', '二')) + 1
  let [sum, last] = [0, 0]
  for (const sign of text) {
    if (sign === '十' || sign === '百') {
      sum += (last || 1) * (sign === '十' ? 10 : 100)
      last = 0
    } else last = digit(sign)
  }
  return sum + last
}

/** Signs that exclude or deny something. */
const DENIES = /除|以外|之外|例外|不|没|未|非|无|别|勿|排除|跳过|忽略|保留|留着|留下/gu

/** Commands of the matching rows, the most specific first. A row that does not know a sign of denial in the text answers another request. */
export function matchChinese(text: string, limit: number): Candidate[] {
  const out: Candidate[] = []
  const denied = text.match(DENIES) ?? []
  for (const [pattern, template, explanation] of [...CHINESE_WORK_INTENTS, ...CHINESE_INTENTS]) {
    const match = pattern.exec(text)
    if (!match || match[0].length < text.length * MIN_COVERAGE) continue
    if (!denied.every((sign) => pattern.source.includes(sign))) continue
    const caught = match.slice(1).filter((item): item is string => item !== undefined)
    if (!readsAll(text, pattern.source, [explanation, ...caught], cutWords)) continue
    const command = template.replace(/\$([123])/g, (_, place: string, at: number) => {
      const value = caught[Number(place) - 1]
      if (value === undefined) return '<name>'
      const inQuotes = (template.slice(0, at).split("'").length - 1) % 2 === 1
      return inQuotes ? escapeInQuotes(value) : quoteValue(value)
    })
    if (out.some((item) => item.command === command)) continue
    out.push({
      command,
      explanation,
      source: 'intent',
      confidence: ((/<name>/.test(command) ? 60 : 82) - out.length * 5) / 100,
    })
    if (out.length === limit) break
  }
  return out
}

/** Chinese words with the words of the English tables that translate them, one pair per line. */
const DICTIONARY = `
查看 显示 列出 看看 看一下 打印 输出 show
查找 搜索 寻找 找到 找出 找 find
删除 删掉 移除 清除 去掉 delete
清理 clean up
清空 empty
创建 新建 建立 生成 create
复制 拷贝 copy
移动 move
重命名 改名 rename
修改 更改 改变 改 change
替换 replace
编辑 edit
打开 open
关闭 close
停止 停掉 stop
启动 开启 start
重启 restart
运行 执行 跑 run
杀死 杀掉 结束 终止 kill
安装 install
卸载 uninstall
更新 update
升级 upgrade
下载 download
上传 upload
连接 connect
登录 log in
测试 test
检查 check
比较 对比 compare
合并 merge
拆分 分割 split
排序 sort
统计 计算 数 count
压缩 打包 compress
解压缩 解压 extract
加密 encrypt
解密 decrypt
转换 转成 转为 convert
调整大小 缩放 resize
提取 extract
同步 sync
备份 backup
恢复 还原 restore
导入 import
导出 export
撤销 撤回 取消 undo
放弃 丢弃 discard
跳过 skip
忽略 ignore
监控 监视 实时 monitor
跟踪 follow
测量 measure
限制 limit
切换 switch
添加 增加 加入 add
设置 set
推送 push
拉取 pull
克隆 clone
提交 commit
暂存 stash
回滚 roll back
文件夹 目录 directory
文件名 file names
文件 file
文本 text
内容 contents
日志 logs
软链接 符号链接 symbolic link
路径 path
权限 permissions
所有者 属主 owner
用户组 组 group
用户 user
密码 password
隐藏 hidden
大小 size
最大 biggest
最小 smallest
最新 newest
最旧 oldest
大于 超过 larger than
小于 smaller than
早于 older than
天前 days ago
天 days
小时 hour
分钟 minutes
秒 seconds
今天 today
昨天 yesterday
明天 tomorrow
最近 过去 last
修改过 modified
重复 duplicate
相同 identical
空行 blank lines
行号 line numbers
行数 number of lines
第一行 first line
最后一行 last line
行 line
列 column
单词 word
字符串 string
字符 characters
第一 first
最后 last
前 first
所有 全部 all
每个 每 each
包含 含有 containing
名为 叫做 叫 named
扩展名 后缀 extension
递归 子目录 recursively
当前 current
根目录 root directory
磁盘 硬盘 disk
分区 partitions
空间 space
剩余 free
内存 memory
处理器 cpu
温度 temperature
进程 process
端口 port
占用 使用 uses
监听 listening
网络 network
网速 network speed
防火墙 firewall
路由 routing table
域名 domain
服务器 server
主机名 hostname
主机 host
远程 remote
本地 local
公网 public
地址 address
证书 certificate
过期 expires
密钥 key
服务 service
开机 启动时 boot
系统 system
内核 kernel
版本 version
时区 time zone
时间 time
日期 date
定时任务 计划任务 cron jobs
历史 history
别名 alias
环境变量 environment variable
变量 variable
脚本 script
命令 command
后台 background
终端 terminal
退出码 exit code
数据库 database
表 table
容器 container
镜像 image
数据卷 卷 volume
集群 cluster
部署 deployment
节点 node
命名空间 namespace
副本 replicas
仓库 repository
分支 branch
标签 tag
冲突 conflicts
作者 author
上次 上一次 last
上次启动 上次开机 previous boot
次数 times
出现 appears
每行 each line
未跟踪 untracked
未推送 not pushed
已暂存 staged
软件包 包 package
依赖 dependencies
过时 outdated
虚拟环境 virtual environment
编译 构建 build
图片 图像 images
视频文件 video files
音频文件 audio files
图片文件 image files
日志文件 log files
视频 video
音频 audio
合成 combine
网页 网站 website
响应头 response headers
状态码 status code
状态 status
信息 information
列表 list
数量 number
哪个 哪些 which
什么 what
多少 how many
多大 size
多久 how long
谁 who
为什么 why
不是 不 没有 没 非 并非 not
到 至 为 成 to
从 from
在 in
和 与 跟 以及 and
按 by
用 通过 with
`

const english = new Map<string, string>()
for (const line of DICTIONARY.trim().split('\n')) {
  const chinese = line.match(/\p{Script=Han}+/gu) ?? []
  const meaning = line.replace(/^(?:\p{Script=Han}+ )+/u, '')
  for (const word of chinese) english.set(word, meaning)
}
const LONGEST = 5

const synonyms = Map.groupBy(english.keys(), (word) => english.get(word) ?? '')

/** The words of a Chinese text, each with those of the same meaning; a sign that is in no word of the dictionary is a word. */
function cutWords(run: string): [word: string, synonyms: readonly string[]][] {
  const words: [string, readonly string[]][] = []
  for (let at = 0; at < run.length;) {
    let length = Math.min(LONGEST, run.length - at)
    while (length > 1 && !english.has(run.slice(at, at + length))) length -= 1
    const word = run.slice(at, at + length)
    words.push([word, synonyms.get(english.get(word) ?? '') ?? []])
    at += length
  }
  return words
}

/** The words of a request that the dictionary knows, in English and in their order; null when it knows too few. */
export function translateChinese(text: string): string | null {
  const words: string[] = []
  let [known, unknown] = [0, 0]
  for (const run of text.match(/\p{Script=Han}+|[^\p{Script=Han}\s，。、：；]+/gu) ?? []) {
    if (!/\p{Script=Han}/u.test(run)) {
      words.push(run)
      continue
    }
    for (let at = 0; at < run.length;) {
      let length = Math.min(LONGEST, run.length - at)
      while (length > 0 && !english.has(run.slice(at, at + length))) length -= 1
      if (length === 0) {
        EMPTY.lastIndex = at
        const empty = EMPTY.exec(run)?.[0]
        if (empty !== undefined) {
          at += empty.length
          continue
        }
        // A denial that is not understood would turn the request into its opposite.
        if (/[不没未非无别勿莫]/u.test(run[at] ?? '')) return null
        unknown += 1
        at += 1
        continue
      }
      words.push(english.get(run.slice(at, at + length)) ?? '')
      known += 1
      at += length
    }
  }
  return known < 2 || unknown * UNKNOWN_WEIGHT > known ? null : spellPlurals(words.join(' '))
}

/** Words without a meaning of their own. */
const EMPTY = /正在|已经|可以|需要|一下|这个|那个|[的了一个请把将被给我你中里下上是有吗呢并]/y
/** Two signs are a word, and one word that is not understood is as much as a request of some eight words may leave unread. */
const UNKNOWN_WEIGHT = 4

/** English nouns stand in the plural behind "all". */
const spellPlurals = (text: string): string =>
  text
    .replaceAll(/\b(all (?:\S+ )?(?:file|container|image|line|commit|folder|user|package|service|volume))\b/g, '$1s')
    .replaceAll(/\b(all (?:\S+ )?(?:process|branch))\b/g, '$1es')
    .replaceAll(/\b(all (?:\S+ )?)directory\b/g, '$1directories')
