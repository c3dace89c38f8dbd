import assert from 'node:assert/strict'
import { test } from 'node:test'
import { none, open, serve, setup } from './support.mjs'

test('badges and the page of the plan say what would change', async (t) => {
  const served = await serve(t, setup.plan.folder, { environ: setup.plan.environ })
  const { context, page, faults } = await open(t, served.address)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: served.address })
  await page.goto(served.address + '/plan.html')
  // The plan takes the time of some requests; the page shows it as soon as it is there.
  await page.locator('.change').first().waitFor()

  // Each change has its badges.
  for (const [title, badges] of Object.entries(setup.plan.badges)) {
    const change = page.locator('.change').filter({ has: page.locator('h3', { hasText: new RegExp('^\\s*' + title + '\\b') }) })
    assert.deepEqual((await change.locator('h3 .badge').allInnerTexts()).sort(), badges, title)
  }
  // Those that have a page have them in the sidebar as well.
  await page.goto(served.address + '/shop/')
  for (const [at, badges] of Object.entries(setup.plan.inSidebar)) {
    const link = page.locator(`.sidebar a.lesson[href$="${at}.html"]`)
    await link.locator('.badge').first().waitFor()
    assert.deepEqual((await link.locator('.badge').allInnerTexts()).sort(), badges, at)
  }
  assert.equal(await page.locator('.sidebar a.lesson[href$="goods/unchanged.html"]').locator('.badge').count(), 0)

  // Before and after stand side by side, rendered, and word by word.
  await page.goto(served.address + '/plan.html')
  const changed = page.locator('.change').filter({ has: page.getByRole('heading', { level: 3, name: 'Changed' }) })
  assert.deepEqual(await changed.locator('.sides .prose').allInnerTexts(), ['Fire it slowly.', 'Fire it very slowly.'])
  assert.equal((await changed.locator('.words ins').innerText()).trim(), 'very')
  // What is lost says how many students lose it.
  assert.match(await page.locator('.loss').first().innerText(), /1 student would lose progress/)

  // A question comes with its answers, and the button copies the answer as it is printed.
  const question = page.locator('.refusal').filter({ hasText: 'live-on-monday' }).first()
  const answer = await question.locator('.copy').first().locator('code').innerText()
  assert.match(answer, /^- \{file: courses\/shop\/01-goods\/live-on-monday\.md, is: shop\/goods\/live\}/)
  const button = question.locator('.copy').first().getByRole('button')
  await button.click()
  await page.waitForFunction((button) => button.textContent === 'Copied', await button.elementHandle())
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), answer)

  // The lesson's own page tells it as well.
  await page.goto(served.address + '/shop/goods/changed.html')
  await page.locator('details.changes > summary').click()
  assert.match(await page.locator('details.changes').innerText(), /very/)
  none(faults)
})

test('the key is on no page', async (t) => {
  const served = await serve(t, setup.plan.folder, { environ: setup.plan.environ })
  for (const at of ['/', '/plan.html', '/problems.html', '/shop/', '/shop/goods/changed.html']) {
    const text = await (await fetch(served.address + at)).text()
    assert.equal(text.includes(setup.plan.environ.WHOP_API_KEY), false, at)
  }
})
