import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none, open, serve, setup } from './support.mjs'

const right = { 0: ['Porcelain'], 1: ['Cones', 'A pyrometer'], 2: ['True'], 3: 'bisque' }

// answer gives answers by the number of the question.
async function answer(page, answers) {
  for (const [number, given] of Object.entries(answers)) {
    const question = page.locator('[data-quiz] fieldset').nth(Number(number))
    if (typeof given === 'string') await question.getByRole('textbox').fill(given)
    else for (const label of given) await question.getByLabel(label, { exact: true }).check()
  }
}

async function handIn(page, answers) {
  await answer(page, answers)
  await page.locator('[data-submit]').click()
  const result = await page.locator('[data-result]').innerText()
  return { result, verdicts: await page.locator('[data-verdict]').allInnerTexts() }
}

const isRight = (verdicts) => verdicts.map((words) => !/not/i.test(words))

test('a quiz is graded by its right options and answers, as often as may be tried', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page, faults } = await open(t, served.address)
  await page.goto(served.address + '/pottery/clay/firing.html')

  // Nothing is right as long as nothing is chosen, and part of what is right is not right.
  let given = await handIn(page, { 0: ['Terracotta'], 1: ['Cones'], 3: 'Bisque ware' })
  assert.deepEqual(isRight(given.verdicts), [false, false, false, false])
  assert.match(given.result, /^0 % .*not passed/)
  assert.match(given.result, /1 of 3/)
  await page.locator('[data-again]').click()

  // Too much is not right either. Three of four are 75 percent, and 75 are needed.
  given = await handIn(page, { ...right, 1: ['Cones', 'A pyrometer', 'A spoon'] })
  assert.deepEqual(isRight(given.verdicts), [true, false, true, true])
  assert.match(given.result, /^75 % .*: passed/)
  await page.locator('[data-again]').click()

  given = await handIn(page, right)
  assert.deepEqual(isRight(given.verdicts), [true, true, true, true])
  assert.match(given.result, /^100 % .*: passed.*3 of 3/)
  assert.equal(await page.locator('[data-again]').isVisible(), false, 'there is a fourth attempt of three')
  assert.equal(await page.locator('[data-submit]').isVisible(), false)
  none(faults)
})

test('a quiz that needs a number of right answers counts them', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page } = await open(t, served.address)
  for (const [first, passed] of [['Wrong', false], ['Right', true]]) {
    await page.goto(served.address + '/pottery/more/count.html')
    const { result } = await handIn(page, { 0: [first], 1: ['Right'], 2: ['Wrong'] })
    assert.equal(/not passed/.test(result), !passed, result)
    assert.ok(result.includes(passed ? '2 of 3 right' : '1 of 3 right'), result)
  }
})

test('a knowledge check is told right and wrong, and passes nobody', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page } = await open(t, served.address)
  await page.goto(served.address + '/pottery/more/think.html')
  const { result, verdicts } = await handIn(page, { 0: ['Right'] })
  assert.deepEqual(isRight(verdicts), [true])
  assert.doesNotMatch(result, /passed|%/)
  await page.locator('[data-again]').click()
  assert.equal(await page.locator('[data-quiz] input:checked').count(), 0)
  assert.equal(await page.locator('[data-verdict]:visible').count(), 0)
})

test('without JavaScript lessons and questions can be read, and the sidebar opens on a phone', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page, faults } = await open(t, served.address, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } })
  await page.goto(served.address + '/pottery/clay/firing.html')
  await page.getByText('Paragraph 30,').waitFor()
  assert.equal(await page.getByText('What is fired once?').isVisible(), true)
  assert.equal(await page.getByText('Porcelain').first().isVisible(), true)
  assert.equal(await page.locator('[data-submit]').isVisible(), false, 'there is a button that does nothing')
  await page.locator('details[data-keep=answers] > summary').click()
  assert.equal(await page.locator('details[data-keep=answers]').getByText('bisque').isVisible(), true)
  await openSidebar(page)
  await page.locator('.sidebar').getByRole('link', { name: /Wedging/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Wedging' }).waitFor()
  none(faults)
})

// openSidebar opens the sidebar where it is closed at first.
async function openSidebar(page) {
  const link = page.locator('.sidebar').getByRole('link', { name: /Wedging/ })
  if (await link.isVisible()) return
  await page.locator('details:has(.sidebar) > summary, .sidebar details > summary').first().click()
}
