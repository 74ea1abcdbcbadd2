// Chinese words and what they mean, and how a text is cut into them: Chinese is written without blanks.

/** Chinese words with the words of the English tables that translate them, one pair per line. */
const DICTIONARY = `
查看 显示 列出 看看 看一下 打印 输出 show
查找 搜索 寻找 找到 找出 找 find
删除 删掉 移除 清除 去掉 去除 delete
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
转换 转成 转为 转 convert
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
使用情况 usage
使用率 占用率 usage
执行权限 可执行权限 execute permission
读权限 read permission
写权限 write permission
格式化输出 美化 pretty print
格式化 format
重复行 重复的行 duplicate lines
空文件夹 空目录 empty directories
空文件 empty files
未提交 uncommitted
未使用 unused
空格 spaces
公钥 public key
资源占用 resource usage
编码 encoding
变基 rebase
继续 continue
强制 force
关机 shut down
电脑 计算机 computer
随机 random
后 after
未修改 unmodified
提交记录 提交历史 提交日志 commit history
正在运行 运行中 running
降序 倒序 从大到小 descending
升序 从小到大 ascending
字数 number of words
单词数 number of words
文件数 文件数量 number of files
改动 变更 更改内容 changes
差异 区别 不同之处 differences
进入 enter
发送 传输 传到 传 send
登陆 log in
开发 development
所有人 everyone
只读 read only
父目录 上级目录 上一级目录 parent directory
主目录 家目录 home directory
倒数 last
追加 append
末尾 结尾 end
开头 beginning
覆盖 overwrite
询问 提示 prompt
反向 reverse
链接 link
网卡 网络接口 network interfaces
连通 connected
负载 load
运行时间 uptime
显卡 graphics card
僵尸进程 zombie processes
只 仅 only
本机 my
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
/** Signs of the longest word. */
const LONGEST = 5

const synonyms = Map.groupBy(english.keys(), (word) => english.get(word) ?? '')

/** The longest word of the dictionary that begins at `at`, with its English words; null where none does. */
export function findWord(run: string, at: number): { word: string; meaning: string } | null {
  for (let length = Math.min(LONGEST, run.length - at); length > 0; length -= 1) {
    const word = run.slice(at, at + length)
    const meaning = english.get(word)
    if (meaning !== undefined) return { word, meaning }
  }
  return null
}

/** The words of a Chinese text, each with those of the same meaning; a sign that is in no word of the dictionary is a word. */
export function cutWords(run: string): [word: string, synonyms: readonly string[]][] {
  const words: [string, readonly string[]][] = []
  for (let at = 0; at < run.length;) {
    const found = findWord(run, at)
    const word = found?.word ?? run[at]!
    words.push([word, (found && synonyms.get(found.meaning)) ?? []])
    at += word.length
  }
  return words
}
