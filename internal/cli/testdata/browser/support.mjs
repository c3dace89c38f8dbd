// What the tests of the pages share: one browser, the servers, and a watch over what pages do.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import { chromium } from 'playwright-core'

// Folders of course repositories by name, and of what preview --build made of them.
export const setup = JSON.parse(process.env.WHOPSYNC_BROWSER)

// patience is how long something may take on a busy machine. What takes longer hangs.
export const patience = 60_000

// inBrowser are the schemes of what browsers do not fetch from a network. Their viewer of PDF files is made of such pages.
const inBrowser = ['file:', 'blob:', 'data:', 'chrome:', 'chrome-extension:']

const videoHosts = ['www.youtube-nocookie.com', 'www.loom.com']

const browser = await chromium.launch({
  executablePath: setup.chromium,
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
after(() => browser.close())

// open opens a browser window that is not yet on a page. faults collects everything that no page may do: errors, violations of the
// content security policy, and requests to other hosts than the server's, but for the players of videos, whose addresses videos collects. No
// request leaves this machine.
export async function open(t, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, permissions: [], ...options })
  t.after(() => context.close())
  context.setDefaultTimeout(patience)
  const faults = [], videos = []
  await context.addInitScript(() => Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })) // also where there is no network
  context.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.page()?.url()}: console: ${message.text()}`)
  })
  context.on('weberror', (error) => faults.push(`${error.page()?.url()}: ${error.error()}`))
  await context.route('**', (route) => {
    const url = new URL(route.request().url())
    if (url.origin === origin || inBrowser.includes(url.protocol)) return route.continue()
    if (videoHosts.includes(url.host) && route.request().isNavigationRequest()) {
      videos.push(url.href)
      return route.fulfill({ contentType: 'text/html', body: '<!DOCTYPE html><title>Video</title>' })
    }
    faults.push(`${route.request().frame()?.url()}: a request to ${url}`)
    return route.abort()
  })
  const page = await context.newPage()
  return { context, page, faults, videos }
}

// serve starts whopsync preview in a folder, and returns its address. It is stopped after the test.
export async function serve(t, folder, { port = 0, environ = {} } = {}) {
  const server = spawn('whopsync', ['-C', folder, 'preview', '--no-open', '--listen', `127.0.0.1:${port}`], { env: { ...process.env, ...environ } })
  const ended = new Promise((resolve) => server.on('close', resolve))
  const stop = () => { server.kill('SIGINT'); return ended }
  t.after(stop)
  let said = ''
  const address = await new Promise((resolve, reject) => {
    server.on('error', reject)
    server.stderr.on('data', (data) => { said += data })
    server.stdout.on('data', (data) => {
      said += data
      const found = /http:\/\/[^/\s]+/.exec(said)
      if (found) resolve(found[0])
    })
    ended.then(() => reject(new Error('the server ended: ' + said)))
  })
  return { address, port: Number(new URL(address).port), stop }
}

// save writes a file as editors do: a new one takes the place of the old one.
export function save(folder, name, text) {
  writeFileSync(join(folder, name + '.saved~'), text)
  renameSync(join(folder, name + '.saved~'), join(folder, name))
}

// none demands that there were no faults until now.
export const none = (faults) => assert.deepEqual([...faults], [])

export const read = (folder, name) => readFileSync(join(folder, name), 'utf8')

// crawl visits every page that can be reached by links from a first one, and calls visit on each. It returns their addresses.
export async function crawl(page, first, visit = async () => {}) {
  const seen = new Set([first])
  for (const at of seen) {
    const answer = await page.goto(at, { waitUntil: 'load' })
    assert.ok(at.startsWith('file:') || answer.ok(), `${at}: ${answer?.status()}`)
    const links = await page.evaluate(() => [...document.querySelectorAll('a[href]:not([download])')]
      .filter((a) => a.origin === location.origin && a.protocol === location.protocol && a.host === location.host).map((a) => a.href.split('#')[0]))
    for (const link of links) if (!/\.(pdf|png|svg)$/.test(link)) seen.add(link)
    await visit(page, at)
  }
  return [...seen]
}
