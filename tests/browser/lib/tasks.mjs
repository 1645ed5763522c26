// What people come here to do, with the hands that they are given: a pointer, or nothing but the keys.

import assert from 'node:assert/strict'

import { fileLinks, open, openFileWith, releaseLinks, sayWhy, signIn } from './browser.mjs'

/** Fills and presses with a pointer. */
export const pointer = (page) => ({
  press: (selector) => page.locator(selector).first().click(),
  fill: (selector, text) => page.locator(selector).first().fill(text),
  choose: async (selector) => {
    const value = await page.locator(`${selector} option`).last().getAttribute('value')
    await page.locator(selector).selectOption(value)
  },
  check: (selector) => page.locator(selector).first().check(),
})

/** Fills and presses with the keys alone: Tab until it is reached, then what one would press there. */
export const keys = (page) => {
  const reached = (selector) => page.evaluate((selector) => document.activeElement?.matches(selector), selector)
  const reach = async (selector) => {
    for (let stops = 0; stops < 400; stops += 1) {
      if (await reached(selector)) return visible(page)
      await page.keyboard.press('Tab')
    }
    assert.fail(`${selector} can't be reached with the Tab key on ${page.url()}`)
  }
  const leave = (press) => Promise.all([page.waitForEvent('load'), press])
  return {
    press: async (selector) => {
      await reach(selector)
      await leave(page.keyboard.press('Enter'))
    },
    fill: async (selector, text) => {
      await reach(selector)
      await page.keyboard.press('Control+A')
      await page.keyboard.type(text)
    },
    choose: async (selector) => {
      await reach(selector)
      await page.keyboard.press('End')
    },
    check: async (selector) => {
      await reach(selector)
      await page.keyboard.press('Space')
    },
  }
}

/** Whoever works with the keys sees where they are. */
async function visible(page) {
  const shown = await page.evaluate(() => {
    const style = getComputedStyle(document.activeElement)
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none'
  })
  assert.ok(shown, `the focus doesn't show on ${page.url()}: ${await page.evaluate(() => document.activeElement.outerHTML.slice(0, 120))}`)
}

/** Finds, by the search box, a person on whose file there is a link of that `kind`, and opens it; gives its address. */
export async function findAndOpen(page, hands, kind) {
  const href = await openFileWith(page, kind)
  assert.ok(href, `this member of the cast has no file that offers ${kind}`)
  await page.goto('/dossiers')
  const name = await page.locator(`a[href="${href}"]`).first().textContent()
  await hands.fill('#q', name.trim().split(' ')[0])
  await hands.press('form[role="search"] button')
  assert.ok(page.url().includes('q='), `the search is in the address: ${page.url()}`)
  assert.ok((await fileLinks(page)).includes(href), `searching for ${name} finds the file`)
  await hands.press(`a[href="${href}"]`)
  await sayWhy(page)
  assert.equal(await page.locator('h1').count(), 1)
  return href
}

/** Writes an observation on the file that is open, and finds it there. */
export async function observe(page, hands, text) {
  await hands.press('a[href*="/observations/nouvelle"]')
  if ((await page.locator('input[name="setting"]:checked').count()) === 0) await hands.check('input[name="setting"]')
  await hands.choose('#observation_theme')
  await hands.fill('#observation_text', text)
  await hands.press('form[action*="/observations"] button.fr-btn')
  assert.equal(await page.locator('.fr-alert--success').count(), 1, `success is said, on ${page.url()}: ${await page.locator('main').innerText()}`)
  await page.goto(page.url().replace(/(\/dossiers\/[^/?#]+).*/, '$1'))
  assert.ok((await page.locator('main').innerText()).includes(text), 'the observation stands in the file')
}

/** The registry gives somebody whom that service follows a release date so many days away: the service is told. */
export async function announce(browser, registry, told, days) {
  const { context, page } = await open(browser)
  await signIn(page, told)
  await page.goto('/dossiers')
  const followed = await fileLinks(page)
  await signIn(page, registry)
  for (const href of followed) {
    const response = await page.goto(href)
    const link = page.locator(`a[href^="${href}/corrections/"][href$="/release_date"]`).first()
    if (response.status() !== 200 || (await link.count()) === 0) continue
    await page.goto(await link.getAttribute('href'))
    await page.locator('#value').fill(new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
    await page.locator('#reason').fill('Décision du juge reçue ce jour')
    await page.locator('form[action*="/corrections/"] button.fr-btn').click()
    assert.equal(await page.locator('.fr-alert--success').count(), 1, `the date is kept: ${await page.locator('main').innerText()}`)
    return context.close()
  }
  assert.fail(`nobody whom ${told} follows is held where ${registry} keeps the register`)
}

/** Goes from the home page to a release that waits for the reader's service, acknowledges it, and finds it said. */
export async function acknowledge(page, hands) {
  await page.goto('/')
  await hands.press('.qd-tiles a[href="/sorties?attente=accuse"]')
  const [release] = await releaseLinks(page)
  assert.ok(release, `a release waits on ${page.url()}`)
  await hands.press(`a[href="${release}"]`)
  await sayWhy(page)
  if (!page.url().includes(release)) await page.goto(release)
  await hands.press('form[action$="/accuses"] button.fr-btn')
  assert.match(await page.locator('.fr-alert--success').innerText(), /Accusé de réception enregistré/, `success is said on ${page.url()}`)
  assert.equal(await page.locator('form[action$="/accuses"]').count(), 0, 'nothing is left to acknowledge')
  assert.match(await page.locator('main').innerText(), /Accusé de réception le/, 'the list of those told says so')
  await page.goto('/sorties?attente=accuse')
  assert.ok(!(await releaseLinks(page)).includes(release), 'the release waits no more')
}

/** Corrects the declared address on the file at `href`, and finds the new value in the file and in its history. */
export async function correct(page, hands, href, value) {
  await page.goto(href)
  const text = await page.locator('a[href*="/corrections/"][href$="/declared_address"]').first().getAttribute('href')
  await hands.press(`a[href="${text}"]`)
  await hands.fill('#value', value)
  await hands.fill('#reason', 'Erreur de saisie')
  await hands.press('form[action*="/corrections/"] button.fr-btn')
  assert.equal(await page.locator('.fr-alert--success').count(), 1, `success is said, on ${page.url()}: ${await page.locator('main').innerText()}`)
  await page.goto(href)
  assert.ok((await page.locator('main').innerText()).includes(value), 'the new value stands in the file')
  await page.goto(`${href}/historique`)
  assert.ok((await page.locator('main').innerText()).includes(value), 'the change stands in the history')
}
