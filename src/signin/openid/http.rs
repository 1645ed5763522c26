//! Asking a provider, behind the browser's back: no redirection followed, no proxy of the environment, answers of a limited size
//! within a limited time. The crate `openidconnect` asks through this too.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http::Request;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};

/// The most that an answer may weigh.
const LARGEST: usize = 256 * 1024;

/// Why there is no answer, as a code for the log.
pub(in crate::signin) type Trouble = &'static str;

/// The same, as the crate wants it.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{0}")]
pub(in crate::signin) struct Unanswered(pub(in crate::signin) Trouble);

/// Whether an answer is of this media type, whatever its parameters.
pub(in crate::signin) fn is(answer: &HttpResponse, media_type: &str) -> bool {
    let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type)
}

/// Asks one provider.
#[derive(Debug, Clone)]
pub(in crate::signin) struct Http(Client);

impl Http {
    /// With that much patience for a whole answer.
    pub(in crate::signin) fn new(patience: Duration) -> Result<Self, String> {
        Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(patience)
            .connect_timeout(patience)
            // A connection kept belongs to the worker that opened it; sign-ins are too rare for it to matter.
            .pool_max_idle_per_host(0)
            .user_agent("quadrige")
            .build()
            .map(Self)
            .map_err(|error| error.to_string())
    }

    /// `GET`, with a bearer token where one is given.
    pub(in crate::signin) async fn get(
        &self,
        url: &Url,
        accept: &str,
        bearer: Option<&str>,
    ) -> Result<HttpResponse, Trouble> {
        let mut request = Request::get(url.as_str()).header(ACCEPT, accept);
        if let Some(token) = bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Vec::new()).map_err(|_| "request")?;
        self.ask(request).await.map_err(|Unanswered(trouble)| trouble)
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, Unanswered> {
        let trouble = |error: reqwest::Error| Unanswered(if error.is_timeout() { "timeout" } else { "unreachable" });
        let request = reqwest::Request::try_from(request).map_err(|_| Unanswered("request"))?;
        let mut response = self.0.execute(request).await.map_err(trouble)?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(trouble)? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Unanswered("too-large"));
            }
            body.extend_from_slice(&chunk);
        }
        let mut answer = HttpResponse::new(body);
        *answer.status_mut() = response.status();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unanswered;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Unanswered>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}
