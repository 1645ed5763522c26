// One page under every glass: the standards of accessibility, those of HTML, and our own rules.

import { AxeBuilder } from '@axe-core/playwright'
import { FileSystemConfigLoader, HtmlValidate } from 'html-validate'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

const validator = new HtmlValidate(new FileSystemConfigLoader())

/** The page's status and everything wrong with it. */
export async function inspect(page, address) {
  const wrong = []
  const response = await page.goto(address)
  if (response.status() >= 500) wrong.push(`answered ${response.status()}`)

  const report = await validator.validateString(await response.text(), `${import.meta.dirname}/../page.html`)
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
  return { status: response.status(), found: wrong.map((what) => `${address}: ${what}`) }
}
