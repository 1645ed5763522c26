// Saves a form while somebody writes in it. Without this script the page works the same, by its own button.
//
//   <form method="post" action="/a" data-autosave="/a/brouillon" autocomplete="off">
//     <input type="hidden" name="version" value="3"> <textarea name="text">…</textarea>
//     <p data-autosave-status role="status" aria-live="polite" hidden>Enregistrement automatique</p>
//     <p data-autosave-pending hidden>…</p>  (optional, not read aloud: something isn't saved yet)
//     <div data-autosave-conflict hidden><h2 tabindex="-1">…</h2> <b data-autosave-author></b> <b data-autosave-at></b>
//       <textarea readonly data-autosave-theirs></textarea>  (no name: it isn't sent)
//       <button type="button" data-autosave-keep>…</button> <button>…</button></div></form>
//
// It posts the form's fields with `X-Autosave: 1` 1.5 s after the last key (15 s at most), on leaving a field or the page;
// one request at a time. 200 {version, at}: saved. 409 {version, theirs, author, at}: the person chooses. 422 {error}:
// sent again once changed. 401, 403, redirection, other 4xx: over. Else: again after 5, 10, 20, 30 s. Nothing is stored.

const AGAIN = [5, 10, 20, 30]
const lines = (text) => text.replace(/\r\n?/g, '\n')

function watch(form) {
  const part = (name) => form.querySelector(`[data-autosave-${name}]`)
  const version = form.elements.namedItem('version')
  const text = form.querySelector('textarea:not([readonly])')
  const [status, pending, conflict] = [part('status'), part('pending'), part('conflict')]
  const sent = new Map() // text → fields, not answered yet
  let kept = fields() // what the server has
  let refused, theirs, timer, since, submit
  let sending = false, stopped = false, leaving = false, failures = 0

  function fields() {
    const all = [...new FormData(form)].filter(([name]) => name !== 'version')
    return `${new URLSearchParams(all.map(([name, value]) => [name, lines(value).replaceAll('\n', '\r\n')]))}`
  }

  function say(state, words) {
    status.dataset.state = state
    if (status.textContent !== words) status.textContent = words
  }

  function changed() {
    const dirty = fields() !== kept
    if (pending) pending.hidden = !dirty
    if (!dirty || failures || stopped) return
    since ??= Date.now()
    clearTimeout(timer)
    timer = setTimeout(save, Math.min(1500, since + 15_000 - Date.now()))
  }

  async function save() {
    const now = fields()
    if (sending || stopped || now === kept || now === refused) return
    clearTimeout(timer)
    since = undefined
    sending = true
    if (text) sent.set(lines(text.value), now)
    const body = `version=${encodeURIComponent(version.value)}&${now}`
    let answer, said
    try {
      answer = await fetch(form.dataset.autosave, {
        method: 'POST', mode: 'same-origin', redirect: 'manual', body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Autosave': '1' },
        keepalive: body.length < 60_000,
        signal: AbortSignal.timeout(20_000),
      })
      said = await answer.json()
    } catch { /* the status tells */ }
    sending = false
    settle(answer?.type === 'opaqueredirect' ? 401 : answer?.status ?? 0, said ?? {}, now)
    changed()
    const asked = !failures && !stopped && submit
    submit = undefined
    if (asked) form.requestSubmit(asked.by)
    else if (!failures) save()
  }

  function settle(code, said, now) {
    // Their text is one that we sent: the answer was lost, not the text.
    const own = code === 409 ? sent.get(lines(`${said.theirs}`)) : undefined
    if ((code === 200 || own) && Number.isInteger(said.version)) {
      version.value = said.version
      kept = own ?? now
      failures = 0
      sent.clear()
      say('saved', `Enregistré à ${said.at}`)
    } else if (code === 409 && conflict) {
      differ(said)
    } else if (code === 422 || code === 413) {
      failures = 0
      refused = now
      say('refused', `Non enregistré : ${said.error ?? 'ce texte n’est pas accepté.'}`)
    } else if (code >= 400 && code < 500 && code !== 408 && code !== 429) {
      stopped = true
      say('refused', said.error ? `Non enregistré : ${said.error}` : code === 401 || code === 403
        ? 'Session terminée : copiez votre texte, puis reconnectez-vous.'
        : 'Non enregistré : copiez votre texte, puis rechargez la page.')
    } else {
      const wait = AGAIN[Math.min(failures++, 3)]
      refused = undefined
      timer = setTimeout(save, wait * 1000)
      say('waiting', `Non enregistré : ${code < 500 ? 'réseau' : 'service'} indisponible. Nouvel essai dans ${wait} s`)
    }
  }

  function differ(said) {
    stopped = true
    failures = 0
    theirs = said.version
    part('theirs').value = said.theirs
    for (const name of ['author', 'at']) if (part(name)) part(name).textContent = said[name]
    say('refused', 'Non enregistré : ce texte a été modifié par quelqu’un d’autre. Le vôtre est intact.')
    conflict.hidden = false
    conflict.querySelector('h2, h3, h4').focus()
  }

  part('keep')?.addEventListener('click', () => {
    version.value = theirs
    kept = undefined
    stopped = false
    conflict.hidden = true
    text.focus()
    save()
  })
  form.addEventListener('input', changed)
  form.addEventListener('focusout', () => failures || save())
  form.addEventListener('submit', (event) => {
    if (sending || (failures && fields() !== kept)) {
      // No browser's error page instead of the text; no crossing versions.
      event.preventDefault()
      submit = { by: event.submitter }
      save()
    } else leaving = !stopped || conflict?.hidden === false // over: the browser asks first
  })
  addEventListener('online', () => failures && save())
  addEventListener('pageshow', () => { leaving = false })
  addEventListener('visibilitychange', () => document.hidden && !leaving && save())
  addEventListener('beforeunload', (event) => {
    if (leaving || fields() === kept) return
    save()
    event.preventDefault()
  })
  status.hidden = false
}

for (const form of document.querySelectorAll('form[data-autosave]')) watch(form)
