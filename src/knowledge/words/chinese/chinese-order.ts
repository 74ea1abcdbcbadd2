// Puts the parts of a Chinese request into the order of English: Chinese says "大于 1G 的文件", the larger-than-1G files, and "把 a 复制到 b",
// a copy to b. What has been moved is joined by English words, which the translation leaves as they are.

/** A name, pattern, path, address or number. */
const NAME = String.raw`[\w./~*?@:+-]+`
const VALUE = String.raw`["'“‘]?(${NAME})["'”’]?`
const KIND = '(文件夹|目录|日志文件|文件|日志|进程|图片|视频|脚本)'
/** Words for a part or a property of a file; they stand behind its name. */
const PART =
  '(?:行数|字数|单词数|内容|大小|权限|所有者|属主|前|最后|后|末尾|倒数|第|开头|结尾|重复|空行|所有|每|行|列|单词|字符|编码|类型|日志|状态)'
/** Verbs with two objects, the second of which is where the first goes or what it becomes. */
const MOVES =
  '重命名|改名|复制|拷贝|移动|压缩|打包|转换|转|合并|上传|传|发送|下载|解压缩|解压|替换|保存|改|导出|备份|同步|链接|输出|追加|写入'

/** [order of Chinese, order of English]. Rules run one after the other, each on what the one before it left. */
const RULES: readonly [RegExp, string][] = [
  // 提交, 信息是 x → 提交 with message "x"
  [
    /[，,]?\s*(?:提交)?(?:信息|说明|消息|备注)(?:内容)?(?:是|为|：|:)?\s*["“'‘]?([^"”'’，,]+?)["”'’]?$/,
    ' with message "$1"',
  ],
  // 用 pip 安装 requests → 安装 requests with pip
  [new RegExp(String.raw`^(?:用|使用|通过)\s*([a-z][\w.+-]*)\s*(?:来|去)?\s*(.+)$`), '$2 with $1'],
  // 在 src 目录下查找 x → 查找 x in src
  [new RegExp(String.raw`^在\s*${VALUE}\s*(?:文件夹|目录)?(?:中|里面|里|内|下面|下|上)?\s*(.+)$`), '$2 in $1'],
  // 把 a 和 b 合并为 c → 合并 a 和 b into c
  [/^(?:把|将)\s*(.+?)\s*(?:合并|拼接)(?:成为|成|为|到)\s*([\w./-]+)$/, '合并 $1 into $2'],
  // 把 a 复制到 b → 复制 a to b
  [new RegExp(String.raw`^(?:把|将)\s*(.+?)\s*(${MOVES})\s*(?:成为|成|为|到|至|进|给)\s*(.+)$`), '$2 $1 to $3'],
  // 把 a 格式化 → 格式化 a
  [/^(?:把|将|对)\s*(.+?)\s*(格式化输出|格式化|删除|删掉|压缩|打包|解压|打印|设为|排序|去重|备份)(?:出来)?$/, '$2 $1'],
  // 给 run.sh 添加执行权限 → 添加执行权限 to run.sh
  [new RegExp(String.raw`^(?:给|为|对)\s*${VALUE}\s*(添加|增加|加上|加)(.+)$`), '$2$3 to $1'],
  // 名为 x 的文件 → 文件 named x
  [
    new RegExp(String.raw`(?:名字?叫做?|名字是|名称[为是]|名为|文件名[为是]|叫做?)\s*${VALUE}\s*的\s*(?:所有)?${KIND}`),
    '$2 named $1',
  ],
  // 扩展名为 py 的文件 → *.py 文件
  [new RegExp(String.raw`(?:扩展名|后缀名?)(?:为|是)\s*\.?(\w+)\s*的\s*(?:所有)?文件`), '*.$1 文件'],
  [
    /(?<![\w.*])\.?(ts|js|tsx|jsx|py|go|rs|java|c|cpp|h|txt|md|json|csv|log|png|jpe?g|gif|mp[34]|pdf|html|css|sh|xml|ya?ml|zip)\s*文件/,
    '*.$1 文件',
  ],
  [new RegExp(String.raw`以\s*\.(\w+)\s*结尾的\s*(?:所有)?文件`), '*.$1 文件'],
  // 包含 TODO 的文件 → 文件 containing TODO
  [new RegExp(String.raw`(?:内容)?(?:包含|含有)\s*${VALUE}\s*的\s*(?:所有)?(文件|行)`), '$2 containing $1'],
  // 所有 jpg 到 pics → 所有 *.jpg 文件 to pics
  [
    new RegExp(String.raw`(所有|全部)(?:的)?\s*\.?([a-z]\w{1,3})\s*(?:文件)?\s*(?:到|至)\s*${VALUE}`),
    '$1 *.$2 文件 to $3',
  ],
  // 大于 1G 的文件 → 文件 larger than 1G
  [new RegExp(String.raw`(?:大于|超过)\s*(\d+\s*[kKmMgG]?)[bB]?\s*的\s*(?:所有)?${KIND}`), '$2 larger than $1'],
  [new RegExp(String.raw`小于\s*(\d+\s*[kKmMgG]?)[bB]?\s*的\s*(?:所有)?${KIND}`), '$2 smaller than $1'],
  // 3 天内修改过的文件 → 文件 modified in the last 3 days
  ...(['天 days', '小时 hours', '分钟 minutes', '个月 months'] as const).flatMap((row): [RegExp, string][] => {
    const [sign, unit] = row.split(' ')
    const span = String.raw`(\d+)\s*${sign}`
    const done = '(?:修改|更改|更新|改动|变动)过?'
    return [
      [
        new RegExp(
          String.raw`(?:(?:在)?(?:最近|过去)\s*${span}\s*(?:之内|以内|内|里)?|${span}\s*(?:之内|以内|内))\s*${done}的\s*(?:所有)?${KIND}`,
        ),
        `$3 modified in the last $1$2 ${unit}`,
      ],
      [
        new RegExp(String.raw`${span}\s*(?:之前|以前|前)\s*(?:${done})?的\s*(?:所有)?${KIND}`),
        `$2 older than $1 ${unit}`,
      ],
    ]
  }),
  // 用户 bob 的进程, 属于 bob 的文件
  [new RegExp(String.raw`属于\s*(?:用户)?\s*${VALUE}\s*(?:用户)?的\s*(?:所有)?${KIND}`), '$2 owned by $1'],
  [new RegExp(String.raw`用户\s*${VALUE}\s*的\s*(?:所有)?进程`), 'processes of user $1'],
  // 第 5 到 10 行, 第 3 行, 前 20 行, 最后 10 行
  [/第\s*(\d+)\s*(?:行)?\s*(?:到|至|-)\s*第?\s*(\d+)\s*行/, 'lines $1 to $2'],
  [/第\s*(\d+)\s*行/, 'line $1'],
  [/第\s*(\d+)\s*列/, 'column $1'],
  [/(?:前|开头)(?:的)?\s*(\d+)\s*行/, 'first $1 lines'],
  [/(?:最后|后|末尾|结尾|倒数)(?:的)?\s*(\d+)\s*行/, 'last $1 lines'],
  [/(?:最近|最后)(?:的)?\s*(\d+)\s*(?:次|条|个)\s*提交(?:记录|历史|日志)?/, 'last $1 commits'],
  [/(?:上|最后|最近)(?:一|1)?\s*次(?:的)?\s*提交/, 'last commit'],
  [/(\d+)\s*次$/, '$1 times'],
  [/(?:最近|最新)\s*(?:修改|更改|更新|改动)过?的\s*文件/, 'recently modified files'],
  [/(?:占用|使用|监听)(?:了)?\s*(?:端口\s*(\d+)|(\d+)\s*端口)的\s*(?:进程|程序)/, 'process using port $1$2'],
  // 替换 a.txt 中的 x to y → 替换 x with y in a.txt
  [new RegExp(String.raw`替换\s*${VALUE}\s*(?:文件)?(?:中|里)的?\s*(\S+)\s*to\s*(\S+)$`), '替换 $2 with $3 in $1'],
  // 统计 a.txt 中 foo 出现的次数 → count how many times foo appears in a.txt
  [
    new RegExp(String.raw`^(?:统计|计算|数)?\s*${VALUE}\s*(?:文件)?(?:中|里)的?\s*${VALUE}\s*(?:出现|的)的?次数$`),
    'count how many times $2 appears in $1',
  ],
  // 占用内存最多的 5 个进程 → top 5 processes using most 内存
  [
    /(?:占用|使用|消耗|占)?\s*(内存|cpu|CPU|处理器)\s*(?:占用|使用)?最(?:多|高|大)的\s*(\d*)\s*个?\s*(?:进程|程序)/,
    'top $2 processes by $1',
  ],
  // 两个分支 main 和 dev 的差异 → differences between branches main and dev
  [
    new RegExp(
      String.raw`(?:两个)?(分支|文件)\s*${VALUE}\s*(?:和|与|跟)\s*${VALUE}\s*(?:之间)?的\s*(?:差异|区别|不同)`,
    ),
    'differences between $1 $2 and $3',
  ],
  // 限制 a.sh 只运行 10 秒
  [
    new RegExp(String.raw`^(?:限制|让)?\s*${VALUE}\s*(?:最多|只)?(?:运行|执行)\s*(\d+)\s*(秒|分钟)$`),
    'run $1 for at most $2 $3',
  ],
  // 2 小时后关机
  [/^(\d+)\s*(分钟|小时)(?:以|之)?后\s*(关机|重启)$/, '$3 电脑 in $1 $2'],
  // 把 tab 换成 4 个空格
  [
    new RegExp(String.raw`^(?:把|将)\s*${VALUE}\s*(?:中|里)的?\s*(.+?)\s*(?:换成|改成|变成)\s*(.+)$`),
    '替换 $2 with $3 in $1',
  ],
  // 查找 /var 下的文件 → 查找 文件 in /var
  [
    new RegExp(
      String.raw`^(\p{Script=Han}+?)\s*((?:~|\.{1,2})?/[\w./-]*|[\w.-]+/?)\s*(?:文件夹|目录)?(?:里面|下面|下)的?\s*(.+)$`,
      'u',
    ),
    '$1 $3 in $2',
  ],
  // 显示 a.txt 的前 20 行 → 显示 first 20 lines of a.txt
  [
    new RegExp(
      String.raw`^(\p{Script=Han}+)\s*(${NAME}\.\w+|${NAME}/${NAME})\s*(?:文件)?(?:中|里|内)?的?\s*((?:${PART}|first|last|lines?|column).*?)( in \S+)?$`,
      'u',
    ),
    '$1 $3 of $2$4',
  ],
  // 容器 web 的日志 → 日志 of 容器 web
  [new RegExp(String.raw`(容器|服务|分支|进程)\s*${VALUE}\s*的\s*(日志|状态|提交记录|大小)`), '$3 of $1 $2'],
  // 按大小排序文件 → 排序文件 by 大小
  [/按(?:照)?\s*(.+?)\s*(?:来)?(?:进行)?(降序|倒序|升序)?排序\s*(.*)$/, '排序 $3 by $1 $2'],
]

/** Words for a time of the day, and the hours that they add to a number up to 12. */
const HOURS: Record<string, number> = { 下午: 12, 晚上: 12, 傍晚: 12 }

/** The request with its parts in the order of English; what no rule knows stays where it is. */
export function orderAsEnglish(text: string): string {
  return RULES.reduce((out, [from, to]) => out.replace(from, to), orderTimes(text)).trim()
}

/** 每天凌晨 2 点执行 x → run x every day at 2:00 */
function orderTimes(text: string): string {
  return text.replace(
    /^(?:定时)?(?:在)?每(?:天|日)(?:的)?(凌晨|早上|上午|中午|下午|傍晚|晚上)?\s*(\d{1,2})\s*(?:点钟?|时|:|：)\s*(?:(\d{1,2})\s*分?|(半))?\s*(?:执行|运行)\s*(.+)$/u,
    (_, part: string | undefined, hour: string, minute: string | undefined, half: string | undefined, what: string) => {
      const hours =
        Number(hour) % 12 === Number(hour) && part !== undefined ? Number(hour) + (HOURS[part] ?? 0) : Number(hour)
      return `run ${what} every day at ${hours}:${half ? '30' : (minute ?? '').padStart(2, '0')}`
    },
  )
}
