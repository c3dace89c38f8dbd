import assert from 'node:assert/strict'
import { request } from 'node:http'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { crawl, open, serve, setup } from './support.mjs'

for (const kind of ['served', 'built']) {
  test(`nothing that an author writes runs, and nothing leaves, ${kind}`, async (t) => {
    const home = kind === 'served' ? (await serve(t, setup.folders.hostile)).address + '/' : pathToFileURL(join(setup.built.hostile, 'index.html')).href
    const { context, page, faults } = await open(t, kind === 'served' ? new URL(home).origin : 'file://', { acceptDownloads: false })
    await context.addInitScript(() => { window.alert = () => { window.hacked = 'alert' } })
    const files = new Set()
    const pages = await crawl(page, home, async (page, at) => {
      // Everything that can be touched is.
      await page.evaluate(() => document.querySelectorAll('main :is(button, summary, input, [tabindex])').forEach((part) => { part.focus(); part.click() }))
      assert.equal(await page.evaluate(() => window.hacked), undefined, at)
      assert.equal(page.url().split('#')[0], at, 'the page went elsewhere')
      const parts = await page.locator('form:not([data-form]), iframe:not(.pdf iframe):not(.video iframe), object, embed, base, link:not(head link), meta:not(head meta), style, [style]').evaluateAll((found) => found.map((e) => e.outerHTML))
      assert.deepEqual(parts, [], at)
      assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('*')].flatMap((e) => [...e.attributes]).map((a) => a.name).filter((name) => /^on/i.test(name))), [], at)
      for (const link of await page.evaluate(() => [...document.querySelectorAll('a[download]')].map((a) => a.href))) files.add(link)
      if (kind === 'served') for (const image of await page.evaluate(() => [...document.images].map((img) => img.src))) files.add(image)
    })
    assert.ok(pages.length > 5, `only ${pages}`)
    // A file of the author that is opened as a page runs nothing either.
    assert.ok(files.size >= 3, [...files].join())
    for (const file of files) {
      await page.goto(file).catch((error) => { if (!/Download is starting|ERR_ABORTED/.test(error.message)) throw error })
      assert.equal(await page.evaluate(() => window.hacked), undefined, file)
    }
    const asked = faults.filter((fault) => /a request to|hacked/.test(fault))
    assert.deepEqual(asked, [])
  })
}

test('another host, another site and paths out of the course get nothing', async (t) => {
  const served = await serve(t, setup.folders.hostile)
  const get = (path, headers = {}, method = 'GET') => new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: served.port, path, headers, method }, (answer) => {
      let body = ''
      answer.on('data', (data) => { body += data })
      answer.on('end', () => resolve({ status: answer.statusCode, body, headers: answer.headers }))
    })
    asked.on('error', reject)
    asked.end()
  })
  assert.equal((await get('/')).status, 200)
  for (const host of ['evil.example', `evil.example:${served.port}`, '127.0.0.1', `127.0.0.1.evil.example:${served.port}`]) {
    const answer = await get('/', { host })
    assert.ok(answer.status >= 400, `${host}: ${answer.status}`)
    assert.doesNotMatch(answer.body, /Hostile/)
  }
  for (const mode of ['no-cors', 'cors', 'navigate']) {
    const answer = await get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode, 'sec-fetch-dest': 'iframe' })
    assert.equal(answer.status, 403, mode)
  }
  assert.equal((await get('/', {}, 'POST')).status, 405)
  for (const path of ['/../whopsync.yaml', '/%2e%2e/whopsync.yaml', '/whopsync.yaml', '/courses/hostile/course.yaml', '/preview/', '/preview/files/', '/hostile/..%2f..%2fwhopsync.yaml', '/preview/files/..%2f..%2fsecret.txt',
    '/preview/files/../../secret.txt', '//etc/passwd', '/preview/files/courses/hostile/01-a/secret.txt', '/.whopsync/', '/..%5cwhopsync.yaml', '/preview/files//etc/passwd', '/%00']) {
    const answer = await get(path)
    assert.ok(answer.status === 404 || answer.status === 400, `${path}: ${answer.status}`)
    assert.doesNotMatch(answer.body, /version: 1|root:|sesame/, path)
  }
})
