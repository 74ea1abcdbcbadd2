import { expect, test } from 'vitest'
import { describeOffer } from '../../../../src/daemon/shells/offer-record.ts'

const riskOf = (command: string, text: string) =>
  describeOffer(
    {
      command,
      explanation: '',
      source: 'm',
      confidence: 1,
      labels: ['destructive'],
      reasons: [{ label: 'destructive', text }],
    },
    'bash',
  )[2]

test('the reason of a risk does not repeat the line, so that a narrow window shows it', () => {
  expect(riskOf('rm -rf build', '`rm -rf build` deletes recursively')).toBe('destructive: deletes recursively')
  expect(riskOf('ls && rm -rf build', '`rm -rf build` deletes recursively')).toBe(
    'destructive: `rm -rf build` deletes recursively',
  )
  const find = `find . -type f -name "*.log" -not -path '*/.git/*' -delete`
  expect(riskOf(`${find} -print`, `\`${find}\` deletes what it finds`)).toMatch(
    /^destructive: `find \. .*….*-delete` deletes what it finds$/,
  )
  expect(riskOf('true', 'nothing quoted')).toBe('destructive: nothing quoted')
})
