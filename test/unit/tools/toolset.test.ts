import { describe, expect, test } from 'vitest'
import type { Question } from '../../../src/protocol/wire.ts'
import type { SpawnReply, SpawnRequest } from '../../../src/tools/agent.ts'
import { createAgent } from '../../../src/tools/agent.ts'
import { createAgentSwarm } from '../../../src/tools/agent-swarm.ts'
import { type QuestionReply, createAskUserQuestion } from '../../../src/tools/ask-user-question.ts'
import { createEnterPlanMode } from '../../../src/tools/enter-plan-mode.ts'
import { createExitPlanMode } from '../../../src/tools/exit-plan-mode.ts'
import type { PlanDeps } from '../../../src/tools/plan-question.ts'
import { createSendDMail } from '../../../src/tools/send-d-mail.ts'
import { createSetTodoList } from '../../../src/tools/set-todo-list.ts'
import { type ToolDeps, createTools } from '../../../src/tools/toolset.ts'
import { makeSessionTasks } from '../tasks/task-space.ts'
import { makeSpace, runTool } from './running.ts'

function makeDeps(): ToolDeps {
  const space = makeSpace()
  return { ...space, env: {}, isPlanMode: () => false, planFile: () => null }
}

const types = [
  { name: 'coder', about: 'general work, may change files' },
  { name: 'explore', about: 'reads and searches, changes nothing' },
  { name: 'plan', about: 'designs, without a shell' },
]

/** Everything that the default agent has. */
function makeAll(): ToolDeps {
  const deps = makeDeps()
  const { background } = makeSessionTasks()
  const service = { url: 'http://127.0.0.1:1/', apiKey: 'k' }
  const ask = async () => 'dismissed' as const
  return {
    ...deps,
    background,
    agents: { types, spawn: async () => ({ ok: false, reason: '' }) },
    ask: { ask },
    todos: { get: () => [], set: () => {} },
    sees: { image: true, video: true },
    services: { search: service, fetch: service, data: service },
    plan: makePlan().deps,
  }
}

describe('the toolset', () => {
  test('is in Kimi CLI’s order', () => {
    expect(createTools(makeAll()).map(({ name }) => name)).toEqual([
      'Agent',
      'AgentSwarm',
      'AskUserQuestion',
      'SetTodoList',
      'Shell',
      'TaskList',
      'TaskOutput',
      'TaskStop',
      'ReadFile',
      'ReadMediaFile',
      'Glob',
      'Grep',
      'WriteFile',
      'StrReplaceFile',
      'SearchWeb',
      'FetchURL',
      'Datasource',
      'ExitPlanMode',
      'EnterPlanMode',
      'Think',
    ])
  })

  test('has no tool whose dependency is missing', () => {
    expect(createTools(makeDeps()).map(({ name }) => name)).toEqual([
      'Shell',
      'ReadFile',
      'Glob',
      'Grep',
      'WriteFile',
      'StrReplaceFile',
      'FetchURL',
      'Think',
    ])
  })

  test('is described in at most 3,500 tokens', () => {
    const text = JSON.stringify(createTools(makeAll()).map(({ definition }) => definition))
    expect(text.length / 4).toBeLessThanOrEqual(3500)
  })
})

function makeSpawn(reply: (request: SpawnRequest) => SpawnReply | Promise<SpawnReply>) {
  const requests: SpawnRequest[] = []
  return {
    requests,
    types,
    async spawn(request: SpawnRequest) {
      requests.push(request)
      return reply(request)
    },
  }
}

describe('Agent', () => {
  test('reports as Kimi CLI does', async () => {
    const deps = makeSpawn(() => ({ ok: true, agentId: 'a1', isResumed: true, type: 'explore', summary: 'found it' }))
    const { text } = await runTool(createAgent(deps), { description: 'd', prompt: 'p', resume: 'a1' })
    expect(text).toBe(
      'agent_id: a1\nresumed: true\nrequested_subagent_type: coder\nactual_subagent_type: explore\nstatus: completed\n\n[summary]\nfound it',
    )
    expect(deps.requests[0]).toMatchObject({ type: 'coder', resume: 'a1', callId: 'call_1', runsInBackground: false })
  })

  test('in the background it names its task, and a failure is an error', async () => {
    const background = makeSpawn(() => ({
      ok: true,
      agentId: 'a1',
      isResumed: false,
      type: 'coder',
      taskId: 'agent-1',
    }))
    const args = { description: 'd', prompt: 'p', run_in_background: true, timeout: 30 }
    expect((await runTool(createAgent(background), args)).text).toContain(
      'task_id: agent-1\nstatus: running_background',
    )
    const failing = makeSpawn(() => ({ ok: false, reason: 'There is no agent type x.' }))
    expect(await runTool(createAgent(failing), args)).toMatchObject({
      is_error: true,
      message: 'There is no agent type x.',
    })
    expect((await runTool(createAgent(failing), { ...args, timeout: 29 })).message).toContain('Error validating')
  })
})

describe('AgentSwarm', () => {
  test('runs so many at once, keeps the order of the items, and goes on after a failure', async () => {
    let running = 0
    let most = 0
    const deps = makeSpawn(async ({ prompt }) => {
      most = Math.max(most, ++running)
      await new Promise(setImmediate)
      running--
      if (prompt === 'do 3') return { ok: false, reason: 'broken' }
      return { ok: true, agentId: `a${prompt.slice(3)}`, isResumed: false, type: 'coder', summary: `did ${prompt}` }
    })
    const items = ['1', '2', '3', '4', '5', '6']
    const swarm = createAgentSwarm({ ...deps, atOnce: 2 })
    const { text, message } = await runTool(swarm, { description: 'd', prompt_template: 'do {{item}}', items })
    expect(most).toBe(2)
    expect(message).toBe('5 of 6 items done.')
    expect(text.match(/^## .*$/gm)).toEqual(items.map((item, index) => `## ${index + 1}. ${item}`))
    expect(text).toContain('## 3. 3\nfailed: broken')
  })

  test('takes at most 128 items and needs {{item}}', async () => {
    const swarm = createAgentSwarm(makeSpawn(() => ({ ok: false, reason: '' })))
    const items = Array.from({ length: 129 }, () => 'x')
    const tooMany = await runTool(swarm, { description: 'd', prompt_template: '{{item}}', items })
    const noPlace = await runTool(swarm, { description: 'd', prompt_template: 'x', items: ['x'] })
    for (const { message } of [tooMany, noPlace]) expect(message).toContain('Error validating')
  })
})

describe('AskUserQuestion', () => {
  const questions = [{ question: 'Which?', options: [{ label: 'A' }, { label: 'B' }] }]
  test.each<[QuestionReply, string, string]>([
    [{ 'Which?': 'A' }, '{"answers":{"Which?":"A"}}', 'A'],
    ['dismissed', '{"answers":{},"note":"User dismissed the question without answering."}', 'not answered'],
    ['afk', '{"answers":{},"note":"Running in afk mode. No user is present. Make your own decision."}', 'not answered'],
  ])('%j becomes %s, and is shown as %s', async (reply, expected, shown) => {
    const { text, display } = await runTool(createAskUserQuestion({ ask: async () => reply }), { questions })
    expect([text, display]).toEqual([expected, [{ type: 'brief', text: shown }]])
  })

  test('a client that cannot ask is an error that says not to try again', async () => {
    const { is_error, message } = await runTool(createAskUserQuestion({ ask: async () => 'unsupported' }), {
      questions,
    })
    expect(is_error).toBe(true)
    expect(message).toContain('does not support interactive questions')
    expect(message).toContain('Do NOT call this tool again')
  })
})

describe('SetTodoList', () => {
  test('sets, shows and clears the list', async () => {
    let items: Parameters<Parameters<typeof createSetTodoList>[0]['set']>[0] = []
    const tool = createSetTodoList({ get: () => items, set: (next) => (items = next) })
    const todos = [{ title: 't', status: 'in_progress' }]
    const set = await runTool(tool, { todos })
    expect([set.message, set.display]).toEqual(['Todo list updated', [{ type: 'todo', items: todos }]])
    expect((await runTool(tool, {})).text).toBe('- [in_progress] t')
    await runTool(tool, { todos: [] })
    expect(items).toEqual([])
  })
})

function makePlan(answer: QuestionReply = 'dismissed', change: Partial<PlanDeps> = {}) {
  const state = { isOn: false, plan: '', shown: [] as string[], asked: [] as Question[] }
  const deps: PlanDeps = {
    isPlanMode: () => state.isOn,
    setPlanMode: (isOn) => void (state.isOn = isOn),
    entersUnasked: () => false,
    leavesUnasked: () => false,
    planFile: () => '/plans/x.md',
    readPlan: () => state.plan,
    otherModes: () => [],
    modeAfter: () => 'ask',
    setMode: (mode) => void Object.assign(state, { isOn: mode === 'plan', mode }),
    show: (content) => void state.shown.push(content),
    async ask(questions) {
      state.asked.push(...questions)
      return answer
    },
    ...change,
  }
  return { state, deps }
}

describe('plan mode', () => {
  test('is entered when the user says yes, or when nobody is to be asked', async () => {
    for (const [answer, change, isOn] of [
      [{ 'Enter plan mode?': 'Yes' }, {}, true],
      [{ 'Enter plan mode?': 'No' }, {}, false],
      ['dismissed', {}, false],
      ['dismissed', { entersUnasked: () => true }, true],
    ] as const) {
      const { state, deps } = makePlan(answer, change)
      await runTool(createEnterPlanMode(deps), {})
      expect(state.isOn).toBe(isOn)
    }
    const { state, deps } = makePlan()
    state.isOn = true
    expect((await runTool(createEnterPlanMode(deps), {})).is_error).toBe(true)
  })

  test('is left only with a plan, which is shown first', async () => {
    const { state, deps } = makePlan({ 'Approve this plan?': 'Approve' })
    const leave = createExitPlanMode(deps)
    expect((await runTool(leave, {})).message).toBe('Plan mode is not on.')
    state.isOn = true
    expect((await runTool(leave, {})).message).toContain('is empty')
    state.plan = '# plan'
    expect((await runTool(leave, {})).is_error).toBe(false)
    expect([state.isOn, state.shown, state.asked[0]?.options.map(({ label }) => label)]).toEqual([
      false,
      ['# plan'],
      ['Approve', 'Reject', 'Reject and Exit'],
    ])
  })

  test('is left for the mode that the user picks', async () => {
    const otherModes = () => ['accept-edits', 'auto'] as const
    for (const [said, mode] of [
      ['Approve and accept edits', 'accept-edits'],
      ['Approve in mode auto', 'auto'],
      ['Approve', undefined],
    ]) {
      const { state, deps } = makePlan({ 'Approve this plan?': said! }, { otherModes })
      Object.assign(state, { isOn: true, plan: '# plan' })
      const { message } = await runTool(createExitPlanMode(deps), {})
      expect(message).toBe('The plan is approved, plan mode is off. Carry it out.')
      expect(state).toMatchObject({ isOn: false, ...(mode ? { mode } : {}) })
      expect(state.asked[0]!.options.map(({ label }) => label)).toEqual([
        ...['Approve', 'Approve and accept edits', 'Approve in mode auto', 'Reject', 'Reject and Exit'],
      ])
      expect(state.asked[0]!.options[0]!.description).toBe('In mode ask, as before the plan')
    }
  })

  test('says for each of the model’s approaches into which mode it leads, and nothing of that to Kimi CLI’s clients', async () => {
    const options = [{ label: 'All at once', description: 'Fast' }, { label: 'In steps' }]
    const describe = async (mode: 'accept-edits' | null) => {
      const { state, deps } = makePlan({ 'Approve this plan?': 'In steps' }, { modeAfter: () => mode })
      Object.assign(state, { isOn: true, plan: '# plan' })
      await runTool(createExitPlanMode(deps), { options })
      return state.asked[0]!.options.slice(0, 2).map(({ description }) => description)
    }
    const words = 'In mode accept-edits, as before the plan'
    expect(await describe('accept-edits')).toEqual([`Fast. ${words}`, words])
    expect(await describe(null)).toEqual(['Fast', ''])
  })

  test.each([
    ['Reject', true, true],
    ['Reject and Exit', false, true],
    ['use less code', true, false],
  ])('%s leaves it on: %s, and ends the turn: %s', async (said, isOn, isRejected) => {
    const { state, deps } = makePlan({ 'Approve this plan?': said })
    Object.assign(state, { isOn: true, plan: '# plan' })
    const result = await runTool(createExitPlanMode(deps), {})
    expect([state.isOn, result.rejected !== undefined]).toEqual([isOn, isRejected])
    if (!isRejected) expect(result.message).toContain('use less code')
  })

  test.each([
    [[{ label: 'Approve' }]],
    [[{ label: 'a' }, { label: 'A' }]],
    [[{ label: '1' }, { label: '2' }, { label: '3' }, { label: '4' }]],
  ])('the options %j are refused', async (options) => {
    const { state, deps } = makePlan()
    Object.assign(state, { isOn: true, plan: '# plan' })
    expect((await runTool(createExitPlanMode(deps), { options })).is_error).toBe(true)
  })
})

test('a D-Mail that cannot be sent says why', async () => {
  const problem = 'There is no checkpoint with the given ID'
  const refused = await runTool(createSendDMail({ send: () => problem }), { message: 'm', checkpoint_id: 9 })
  expect([refused.is_error, refused.message]).toEqual([true, problem])
  const sent = await runTool(createSendDMail({ send: () => null }), { message: 'm', checkpoint_id: 0 })
  expect(sent.message).toContain('NOT sent')
})
