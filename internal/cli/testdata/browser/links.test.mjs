import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { none, open, serve, setup } from './support.mjs'
import { pathToFileURL } from 'node:url'

for (const kind of ['served', 'built']) {
  test(`links lead where they should, ${kind}`, async (t) => {
    const home = kind === 'served' ? (await serve(t, setup.folders.lessons)).address + '/' : pathToFileURL(setup.built.lessons + '/index.html').href
    const { page, faults } = await open(t, kind === 'served' ? new URL(home).origin : 'file://')
    const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor()
    await page.goto(home)
    await page.getByRole('link', { name: 'Pottery basics' }).first().click()
    await heading('Pottery basics')
    await page.locator('.sidebar').getByRole('link', { name: /Kinds of clay/ }).click()
    await heading('Kinds of clay')
    assert.equal(await page.locator('.sidebar a[aria-current=page]').innerText().then((text) => text.split('\n')[0]), 'Kinds of clay')
    await page.locator('a[rel=next]').click()
    await heading('Wedging')
    await page.locator('a[rel=prev]').click()
    await heading('Kinds of clay')

    // A link to a heading of another lesson goes there.
    await page.locator('.prose').getByRole('link', { name: 'by hand' }).click()
    await heading('Wedging')
    await page.waitForFunction(() => {
      const { top } = document.getElementById('by-hand').getBoundingClientRect()
      return top >= 0 && top < innerHeight
    })
    await page.goBack()
    await heading('Kinds of clay')
    // One within the page moves the page alone.
    const before = page.url().split('#')[0]
    await page.locator('.prose').getByRole('link', { name: 'to the end' }).click()
    await page.waitForFunction(() => document.getElementById('the-end').getBoundingClientRect().top < innerHeight)
    assert.equal(page.url(), before + '#the-end')

    // An image is what it is in the files.
    const image = page.locator('.prose img').first()
    await image.scrollIntoViewIfNeeded()
    await page.waitForFunction((img) => img.complete, await image.elementHandle())
    assert.equal(await image.evaluate((img) => img.naturalWidth), 2)

    // An attachment has the bytes of its file. Browsers download none from files; there the link leads to it.
    await page.locator('a[rel=next]').click()
    await heading('Wedging')
    const attachment = page.getByRole('link', { name: 'list & more.txt' })
    const want = readFileSync(setup.folders.lessons + '/courses/pottery/01-clay/files/list & more.txt')
    if (kind === 'served') {
      const [download] = await Promise.all([page.waitForEvent('download'), attachment.click()])
      assert.equal(download.suggestedFilename(), 'list & more.txt')
      assert.deepEqual(readFileSync(await download.path()), want)
    } else {
      assert.deepEqual(readFileSync(new URL(await attachment.evaluate((a) => a.href))), want)
    }
    none(faults)
  })
}

test('a video is asked of its host when it is wanted, and not before', async (t) => {
  const served = await serve(t, setup.folders.lessons)
  const { page, faults, videos } = await open(t, served.address)
  for (const [at, player] of [['media', 'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ'], ['loom', 'https://www.loom.com/embed/0281766fa2d04bb788eaf19e65135184']]) {
    await page.goto(`${served.address}/pottery/more/${at}.html`)
    assert.deepEqual(videos.splice(0), [])
    await page.locator('.video > a').click()
    await page.frameLocator('.video iframe').locator('title').waitFor({ state: 'attached' })
    assert.deepEqual(videos.splice(0).map((address) => address.split('?')[0]), [player])
  }
  none(faults)
})
