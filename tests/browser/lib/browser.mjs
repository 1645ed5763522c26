// The browser, its windows, and what they must never do: ask another origin, complain in the console, break the policy.

import assert from 'node:assert/strict'

import { chromium } from 'playwright-core'

import { ADDRESS } from './world.mjs'

/** Debian's browser, with nothing that reaches for the network on its own. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A window of its own (no cookie yet), and the list of what it did that it must not. */
export async function open(browser, options = {}) {
  const context = await browser.newContext({ baseURL: ADDRESS, locale: 'fr-FR', ...options })
  const own = options.baseURL ?? ADDRESS
  const faults = []
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (origin !== own && protocol !== 'data:') faults.push(`asked another origin: ${request.url()}`)
  })
  context.on('console', (message) => {
    // A page that answers 404 on purpose is reported by the browser as a resource that failed.
    const refusal = /Failed to load resource.*status of 4\d\d/.test(message.text()) && message.location().url === message.page()?.url()
    if (message.type() === 'error' && !refusal) faults.push(`${message.location().url}: ${message.text()}`)
  })
  context.on('weberror', (error) => faults.push(`${error.page()?.url()}: ${error.error()}`))
  return { context, page: await context.newPage(), faults }
}

/** Becomes a member of the cast, by the button that anybody would press. */
export async function signIn(page, slug) {
  await page.goto('/demo/personnages')
  await page.locator(`form[action="/demo/personnages/${slug}"] button`).click()
  assert.ok(!page.url().includes('/demo/personnages/'), `${slug} couldn't sign in: ${page.url()}`)
}

/** The addresses of the files on the page. */
export async function fileLinks(page) {
  const links = await page.locator('main a[href^="/dossiers/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  return [...new Set(links.filter((href) => /^\/dossiers\/[^/?#]+$/.test(href)))]
}

/** The addresses of the releases on the page. */
export async function releaseLinks(page) {
  const links = await page.locator('main a[href^="/sorties/"]').evaluateAll((links) => links.map((link) => link.getAttribute('href')))
  return [...new Set(links)]
}

/** Opens a file, saying why when that is asked. */
export async function openFile(page, href) {
  await page.goto(href)
  await sayWhy(page)
}

/** Opens the first of the reader's files that offers a link whose address holds `kind`; gives the file's address. */
export async function openFileWith(page, kind) {
  await page.goto('/dossiers')
  for (const href of (await fileLinks(page)).slice(0, 12)) {
    await openFile(page, href)
    if ((await page.locator(`a[href^="${href}"][href*="${kind}"]`).count()) > 0) return href
  }
  return null
}

/** Fills in the purpose, if this is the page that asks for it. */
export async function sayWhy(page) {
  const purposes = page.locator('input[name="purpose"]')
  if ((await purposes.count()) === 0) return
  await purposes.first().check()
  await page.locator('#reason').fill('Préparation de la réunion de demain')
  await page.locator('main form button.fr-btn').first().click()
}
