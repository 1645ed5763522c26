// Every page, as several members of the cast: nothing that axe can find, valid HTML, a language, one h1, a title of its own,
// nothing inline, no request elsewhere, no complaint in the console; in the light and in the dark.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { AxeBuilder } from '@axe-core/playwright'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'

import { launch, open } from './lib/browser.mjs'
import { PUBLIC, WRONG, pagesOf } from './lib/pages.mjs'

const CAST = ['surveillant', 'cpip', 'procureur', 'police', 'medecin', 'sans-habilitation']
const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const validator = new HtmlValidate(new FileSystemConfigLoader())

let browser
before(async () => { browser = await launch() })
after(() => browser.close())

/** Everything wrong with the page at this address. */
async function inspect(page, address) {
  const wrong = []
  const response = await page.goto(address)
  if (response.status() >= 500) wrong.push(`answered ${response.status()}`)

  const report = await validator.validateString(await response.text(), `${import.meta.dirname}/page.html`)
  for (const message of report.results.flatMap((result) => result.messages)) {
    wrong.push(`html ${message.ruleId} at line ${message.line}: ${message.message} (${message.selector ?? ''})`)
  }

  const facts = await page.evaluate(() => ({
    language: document.documentElement.lang,
    headings: document.querySelectorAll('h1').length,
    inline: [...document.querySelectorAll('*')]
      .filter((element) => element.matches('style, [style], script:not([src])') || [...element.attributes].some(({ name }) => name.startsWith('on')))
      .map((element) => element.outerHTML.slice(0, 100)),
  }))
  if (facts.language !== 'fr') wrong.push(`its language is « ${facts.language} »`)
  if (facts.headings !== 1) wrong.push(`it has ${facts.headings} h1`)
  wrong.push(...facts.inline.map((element) => `inline style or script: ${element}`))

  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    const axe = new AxeBuilder({ page })
    // In the dark only colours differ.
    const { violations } = await (colorScheme === 'light' ? axe.withTags(STANDARDS) : axe.withRules(['color-contrast', 'link-in-text-block'])).analyze()
    for (const { id, help, nodes } of violations) {
      wrong.push(`axe, ${colorScheme}, ${id}: ${help}\n    ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join('\n    ')}`)
    }
  }
  return wrong.map((what) => `${address}: ${what}`)
}

async function inspectAll(page, faults, addresses) {
  const wrong = []
  const titles = new Map()
  for (const address of addresses) {
    wrong.push(...(await inspect(page, address)))
    const title = await page.title()
    const path = new URL(page.url()).pathname
    const other = titles.get(title) ?? path
    // The same address with another question is the same page; so is whatever an error answers.
    if (other !== path && !WRONG.includes(address)) wrong.push(`${address}: its title « ${title} » is also that of ${other}`)
    titles.set(title, path)
  }
  wrong.push(...faults)
  assert.equal(wrong.length, 0, `\n${wrong.join('\n')}\n`)
}

test('pages that anybody may open', async () => {
  const { context, page, faults } = await open(browser)
  await inspectAll(page, faults, PUBLIC)
  await context.close()
})

describe('pages of', () => {
  for (const slug of CAST) {
    test(slug, async () => {
      const { context, page, faults } = await open(browser)
      await inspectAll(page, faults, await pagesOf(page, slug))
      await context.close()
    })
  }
})
