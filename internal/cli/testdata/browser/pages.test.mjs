import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { crawl, none, open, serve, setup } from './support.mjs'

// Every page of every course, as it is served and as it is built.
for (const [name, folder] of Object.entries(setup.folders)) {
  test(`every page of ${name} loads without a fault`, async (t) => {
    const served = await serve(t, folder)
    const a = await open(t, served.address)
    const pages = await crawl(a.page, served.address + '/', check)
    assert.ok(pages.length >= 4, `only ${pages}`)
    none(a.faults)

    const b = await open(t, 'file://')
    const built = await crawl(b.page, pathToFileURL(join(setup.built[name], 'index.html')).href, check)
    assert.ok(built.length >= 4, `only ${built}`)
    none(b.faults)
  })
}

// check looks at what every page has to be.
async function check(page, at) {
  assert.equal(await page.evaluate(() => window.hacked), undefined, `${at}: a script of the author ran`)
  // All images are there. Those out of sight are loaded late, so they are told not to be.
  await page.evaluate(() => document.querySelectorAll('img[loading=lazy]').forEach((img) => { img.loading = 'eager' }))
  await page.waitForFunction(() => [...document.images].every((img) => img.complete))
  const dark = await page.evaluate(() => [...document.images].filter((img) => img.naturalWidth === 0).map((img) => img.src))
  assert.deepEqual(dark, [], `${at}: images that cannot be seen`)
  const schemes = await page.evaluate(() => [...document.links].map((a) => a.protocol).filter((p) => !['http:', 'https:', 'mailto:', 'file:'].includes(p)))
  assert.deepEqual(schemes, [], `${at}: links that may run something`)
  const nowhere = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => decodeURIComponent(a.hash.slice(1))).filter((id) => id && !document.getElementById(id)))
  assert.deepEqual(nowhere, [], `${at}: anchors that there are not`)
}
