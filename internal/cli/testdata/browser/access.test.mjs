import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import axe from 'axe-core'
import { none, open, serve, setup } from './support.mjs'

const widths = [360, 768, 1440]
const schemes = ['light', 'dark']

// The kinds of pages that there are, and where one of each is.
const kinds = {
  overview: '/',
  course: '/pottery/',
  chapter: '/pottery/clay/',
  lesson: '/pottery/clay/wedging.html',
  media: '/pottery/more/media.html',
  quiz: '/pottery/clay/firing.html',
  problems: '/problems.html',
  gone: '/pottery/clay/gone.html?key=',
  plan: '/plan.html',
}

for (const [kind, at] of Object.entries(kinds)) {
  test(`${kind}: axe finds nothing serious, and nothing is too wide, at every width and in both schemes`, async (t) => {
    const served = kind === 'plan' ? await serve(t, setup.plan.folder, { environ: setup.plan.environ }) : await serve(t, setup.folders.lessons)
    const { page, faults } = await open(t, served.address)
    const found = []
    await page.goto(served.address + at)
    if (kind === 'plan') await page.locator('.change').first().waitFor()
    if (kind === 'quiz') await page.locator('[data-submit]').click() // verdicts have colours, too
    await page.evaluate(axe.source)
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme })
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 })
        const where = `${kind} at ${width}, ${colorScheme}`
        const size = await page.evaluate(() => ({ page: document.documentElement.scrollWidth, window: innerWidth }))
        if (size.page > size.window) found.push(`${where}: ${size.page} wide in a window of ${size.window}`)
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'], iframes: false }))
        for (const { id, impact, nodes } of violations) {
          if (['serious', 'critical'].includes(impact)) found.push(...nodes.map((node) => `${where}: ${id}: ${node.html}: ${node.failureSummary}`))
        }
        if (process.env.WHOPSYNC_SCREENSHOTS) {
          mkdirSync(process.env.WHOPSYNC_SCREENSHOTS, { recursive: true })
          await page.locator(kind === 'quiz' ? '[data-quiz]' : 'body').evaluate((part) => part.scrollIntoView())
          await page.screenshot({ path: join(process.env.WHOPSYNC_SCREENSHOTS, `${kind}-${width}-${colorScheme}.png`), animations: 'disabled' })
        }
      }
    }
    assert.deepEqual(found, [])
    none(faults)
  })
}

test('the keyboard reaches the content, the sidebar and the quiz', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page } = await open(t, served.address)
  await page.goto(served.address + '/pottery/clay/firing.html')
  const focused = () => page.evaluate(() => {
    const { top, left } = document.activeElement.getBoundingClientRect()
    return { in: document.activeElement.closest('.sidebar') ? 'sidebar' : document.activeElement.closest('[data-quiz]') ? 'quiz' : document.activeElement.tagName, shown: top >= 0 && left >= 0 }
  })
  await page.keyboard.press('Tab')
  assert.deepEqual(await focused(), { in: 'A', shown: true }, 'the link that skips to the content comes first, and is seen')
  const reached = new Set()
  for (let n = 0; n < 80 && !reached.has('quiz'); n++) {
    await page.keyboard.press('Tab')
    const at = await focused()
    reached.add(at.in)
    assert.ok(at.shown, `what has the focus is out of sight: ${at.in}`)
  }
  assert.ok(reached.has('sidebar') && reached.has('quiz'), [...reached].join())

  // The quiz is taken without a mouse.
  await page.keyboard.press('Space')
  assert.equal(await page.locator('[data-quiz] input:checked').count(), 1)

  // The link skips the sidebar.
  await page.goto(served.address + '/pottery/clay/firing.html')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement.tagName === 'MAIN')
})

test('on paper there is the text, and nothing to click', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page } = await open(t, served.address)
  await page.goto(served.address + '/pottery/clay/firing.html')
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.getByText('Paragraph 30,').isVisible(), true)
  assert.equal(await page.getByText('What is fired once?').isVisible(), true)
  for (const part of ['.sidebar', '[data-submit]', '[data-switches]']) assert.equal(await page.locator(part).isVisible(), false, part)
})

test('a student sees no draft, and on a day only what is open', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page } = await open(t, served.address)
  await page.goto(served.address + '/pottery/more/media.html')
  const draft = page.locator('.sidebar a.lesson').filter({ hasText: 'Not yet' })
  assert.equal(await draft.isVisible(), true)
  await page.getByLabel('As a student').check()
  await draft.waitFor({ state: 'hidden' })
  await page.getByLabel('Day since the start').fill('3')
  await page.getByLabel('Day since the start').press('Tab')
  await page.locator('[data-locked]').waitFor()
  await page.getByLabel('Day since the start').fill('7')
  await page.getByLabel('Day since the start').press('Tab')
  await page.locator('[data-locked]').waitFor({ state: 'hidden' })
})
