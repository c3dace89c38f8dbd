import assert from 'node:assert/strict'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { none, open, read, save, serve, setup } from './support.mjs'

const file = 'courses/pottery/01-clay/03-firing.md'
const folder = setup.folders.lessons

test('an edit appears, and the place of the reader stays', async (t) => {
  const original = read(folder, file)
  t.after(() => save(folder, file, original))
  let served = await serve(t, folder)
  const { page, faults } = await open(t, served.address)
  await page.goto(served.address + '/pottery/clay/firing.html')

  // The reader is in the middle of a quiz, far down.
  const questions = page.locator('[data-quiz] fieldset')
  await questions.nth(0).getByLabel('Porcelain').check()
  await questions.nth(1).getByLabel('Cones').check()
  await questions.nth(3).getByRole('textbox').fill('half an ans')
  await page.locator('details[data-keep=answers] > summary').click()
  await page.getByText('Paragraph 30,').evaluate((p) => p.scrollIntoView({ block: 'center' }))
  const place = () => page.getByText('Paragraph 30,').evaluate((p) => p.getBoundingClientRect().top)
  const keeps = async (what) => {
    assert.equal(await questions.nth(0).getByLabel('Porcelain').isChecked(), true, what)
    assert.equal(await questions.nth(1).getByLabel('Cones').isChecked(), true, what)
    assert.equal(await questions.nth(3).getByRole('textbox').inputValue(), 'half an ans', what)
    assert.equal(await page.locator('details[data-keep=answers]').evaluate((d) => d.open), true, what)
  }
  const top = await place()
  save(folder, file, original.replace('Paragraph 31, ', 'Paragraph 31 as edited, '))
  await page.getByText('Paragraph 31 as edited').waitFor()
  assert.ok(Math.abs(await place() - top) < 2, 'an edit below moved the page')
  await keeps('after an edit below')

  save(folder, file, original.replace('Paragraph 2, ', 'A paragraph more.\n\nParagraph 2, '))
  await page.getByText('A paragraph more.').waitFor()
  await page.waitForFunction((top) => {
    const shown = [...document.querySelectorAll('p')].find((p) => p.textContent.startsWith('Paragraph 30,'))
    return Math.abs(shown.getBoundingClientRect().top - top) < 2
  }, top)
  await keeps('after an edit above')

  // A file that cannot be read shows why, above what was there.
  save(folder, file, original.replace('title: Firing', 'title: [Firing'))
  await page.locator('main .note.error').first().waitFor()
  assert.match(await page.locator('main').innerText(), /03-firing\.md:\d+/)
  assert.equal(await page.getByText('Paragraph 30,').count(), 1)
  await keeps('while the file is broken')
  save(folder, file, original)
  await page.waitForFunction(() => document.querySelectorAll('main .note.error').length === 0)
  await keeps('after the file was mended')
  none(faults)

  // Another server in the place of the first is found again.
  await served.stop()
  save(folder, file, original.replace('Paragraph 1, ', 'Paragraph 1 after the restart, '))
  served = await serve(t, folder, { port: served.port })
  await page.getByText('Paragraph 1 after the restart').waitFor()
  await page.waitForFunction(() => scrollY > 100 && !document.querySelector('[data-submit]').hidden)
  await keeps('after the restart')
  const others = faults.filter((fault) => !/ERR_(CONNECTION_REFUSED|INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/.test(fault)) // of the time between
  assert.deepEqual(others, [])
})

test('a new lesson comes into the sidebar, and one that is gone leaves it', async (t) => {
  const folder = setup.folders.styles, file = 'courses/mdbook/clay/late.md'
  const served = await serve(t, folder)
  const { page, faults } = await open(t, served.address)
  await page.goto(served.address + '/mdbook/clay/wedging.html')
  const late = page.locator('.sidebar a.lesson').filter({ hasText: 'Late' })
  assert.equal(await late.count(), 0)
  save(folder, file, '# Late\n')
  await late.waitFor()
  rmSync(join(folder, file))
  await late.waitFor({ state: 'detached' })
  none(faults)
})

test('ten windows follow the files, whichever of them are closed', async (t) => {
  const original = read(folder, file)
  t.after(() => save(folder, file, original))
  let served = await serve(t, folder)
  const { context, page, faults } = await open(t, served.address)
  const pages = [page]
  while (pages.length < 10) pages.push(await context.newPage())
  for (const page of pages) await page.goto(served.address + '/pottery/clay/firing.html')
  while (pages.length > 7) {
    const words = `Seen in ${pages.length} windows.`
    save(folder, file, original.replace('Paragraph 2, ', words + '\n\nParagraph 2, '))
    for (const page of pages) await page.getByText(words).waitFor()
    await pages.shift().close()
  }
  none(faults)

  // All of them find the next server.
  await served.stop()
  save(folder, file, original.replace('Paragraph 2, ', 'After the restart.\n\nParagraph 2, '))
  served = await serve(t, folder, { port: served.port })
  for (const page of pages) await page.getByText('After the restart.').waitFor()
})

for (const locks of ['with', 'without']) {
  test(`a tab that is hidden listens no more, and has caught up when it is seen again, ${locks} locks`, async (t) => {
    const original = read(folder, file)
    t.after(() => save(folder, file, original))
    const served = await serve(t, folder)
    const { context, page: first, faults } = await open(t, served.address)
    if (locks === 'without') await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined }))
    const turn = (page, state) => page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { get: () => state, configurable: true })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
    const at = served.address + '/pottery/clay/firing.html'
    await first.goto(at)
    for (let n = 0; n < 7; n++) {
      const hidden = n === 0 ? first : await context.newPage()
      await hidden.goto(at)
      await turn(hidden, 'hidden')
    }
    const seen = await context.newPage()
    await seen.goto(at)
    save(folder, file, original.replace('Paragraph 2, ', 'Missed.\n\nParagraph 2, '))
    await seen.getByText('Missed.').waitFor()
    assert.equal(await first.getByText('Missed.').count(), 0)
    await turn(first, 'visible')
    await first.getByText('Missed.').waitFor()
    none(faults)
  })
}

test('a page whose file is gone says so, keeps the place, and leads on', async (t) => {
  const old = 'courses/pottery/02-more/08-glazing.md', moved = 'courses/pottery/01-clay/09-glazes.md', other = 'courses/pottery/02-more/09-other.md'
  const text = '---\nkey: glazing1\ntitle: Glazing\n---\n' + Array.from({ length: 60 }, (_, n) => `Layer ${n}, of glass.\n`).join('\n')
  t.after(() => [old, moved, other].forEach((name) => rmSync(join(folder, name), { force: true })))
  save(folder, old, text)
  const served = await serve(t, folder)
  const { page, faults } = await open(t, served.address)
  const at = served.address + '/pottery/more/glazing.html'
  await page.goto(at)
  const asked = []
  page.on('request', (request) => { if (request.url().startsWith(at)) asked.push(request.url()) })
  const layer = page.getByText('Layer 30,')
  await layer.evaluate((p) => p.scrollIntoView({ block: 'center' }))
  const top = await layer.evaluate((p) => p.getBoundingClientRect().top)

  renameSync(join(folder, old), join(folder, moved))
  const said = page.getByRole('status')
  await said.getByText('This page is not there any more: its file was removed or renamed.').waitFor()
  const link = (name) => said.getByRole('link', { name }).evaluate((a) => a.href)
  assert.equal(await link('All courses'), served.address + '/index.html')
  assert.equal(await link('Glazing'), served.address + '/pottery/clay/glazes.html')
  assert.ok(await said.evaluate((note) => note.getBoundingClientRect().top >= 0 && note.getBoundingClientRect().bottom < innerHeight), 'it is out of sight')
  await page.waitForFunction((top) => {
    const shown = [...document.querySelectorAll('p')].find((p) => p.textContent.startsWith('Layer 30,'))
    return Math.abs(shown.getBoundingClientRect().top - top) < 2
  }, top)
  const listed = () => page.locator('.sidebar a.lesson').evaluateAll((links) => links.map((a) => a.pathname).filter((path) => path.includes('glaz')))
  assert.deepEqual(await listed(), ['/pottery/clay/glazes.html'])

  // A save after it is one request, or one for each time that the system tells of it, and no error in the console.
  const before = asked.length
  save(folder, other, '# Other\n')
  await page.locator('.sidebar a.lesson').filter({ hasText: 'Other' }).waitFor()
  assert.ok(asked.length > before && asked.length <= before + 3, `asked ${asked.length - before} times`)
  assert.equal(await said.getByRole('link', { name: 'Glazing' }).count(), 1)
  rmSync(join(folder, moved))
  await said.getByRole('link', { name: 'Glazing' }).waitFor({ state: 'detached' })
  assert.deepEqual(await listed(), [])

  save(folder, old, text.replace('Layer 29,', 'Back at layer 29,'))
  await page.getByText('Back at layer 29,').waitFor()
  assert.equal(await said.innerText(), '')
  none(faults)
})
