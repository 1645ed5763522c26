// A certified OpenID provider that isn't ours, on this machine, with sign-in pages of the fewest words.

import { createServer } from 'node:http'
import { once } from 'node:events'

import { Provider } from 'oidc-provider'

const page = (body) => `<!doctype html><html lang="fr"><title>Fournisseur</title><body>${body}</body></html>`

/** Starts one. `client` is ours there; `key` (a private JWK) signs; people choose who they are and how strongly they proved it. */
export async function startProvider({ host, port, client, key, claims }) {
  const issuer = `http://${host}:${port}`
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [key] },
    acrValues: ['eidas1', 'eidas2', 'eidas3'],
    claims: { acr: null, auth_time: null, iss: null, openid: ['sub'], ...Object.fromEntries(Object.keys(claims).map((name) => [name, [name]])) },
    cookies: { keys: ['a key of the tests'] },
    findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId, ...claims }) }),
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = page(`<h1>Fin</h1>${form}<button form="op.logoutForm" name="logout" value="yes">Oui</button>`)
        },
      },
    },
    pkce: { required: () => true },
    renderError: (ctx, out) => { ctx.body = page(`<h1>Erreur</h1><p>${out.error}: ${out.error_description}</p>`) },
  })
  const handle = provider.callback()
  const server = createServer((request, response) => {
    const interaction = request.url.startsWith('/interaction/')
    const answer = interaction ? interact(provider, request, response) : handle(request, response)
    Promise.resolve(answer).catch((error) => response.writeHead(500).end(String(error)))
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return { issuer, stop: () => new Promise((done) => { server.close(done); server.closeAllConnections() }) }
}

async function interact(provider, request, response) {
  const details = await provider.interactionDetails(request, response)
  if (details.prompt.name === 'consent') {
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id })
    grant.addOIDCScope(details.params.scope)
    grant.addOIDCClaims(details.prompt.details.missingOIDCClaims ?? [])
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true })
  }
  if (request.method === 'GET') {
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page(`<h1>Qui êtes-vous&nbsp;?</h1>
      <form method="post"><input name="who" id="who"><input name="acr" id="acr"><button>Entrer</button></form>`))
  }
  let body = ''
  for await (const chunk of request) body += chunk
  const typed = new URLSearchParams(body)
  const login = { accountId: typed.get('who'), acr: typed.get('acr'), remember: true }
  return provider.interactionFinished(request, response, { login }, { mergeWithLastSubmission: false })
}
