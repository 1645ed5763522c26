//! Asking a provider, behind the browser's back: no redirection followed, no proxy of the environment, answers of a limited size
//! within a limited time.

use std::time::Duration;

use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, Url};

/// The most that an answer may weigh.
const LARGEST: usize = 256 * 1024;

/// Why there is no answer, as a code for the log.
pub(in crate::signin) type Trouble = &'static str;

/// An answer, read to its end.
#[derive(Debug)]
pub(in crate::signin) struct Answer {
    pub(in crate::signin) status: u16,
    pub(in crate::signin) content_type: String,
    pub(in crate::signin) body: Vec<u8>,
}

impl Answer {
    /// Whether it is of this media type, whatever its parameters.
    pub(in crate::signin) fn is(&self, media_type: &str) -> bool {
        self.content_type.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(media_type)
    }
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
    ) -> Result<Answer, Trouble> {
        let request = self.0.get(url.clone()).header(ACCEPT, accept);
        read(match bearer {
            Some(token) => request.bearer_auth(token),
            None => request,
        })
        .await
    }

    /// `POST` of a form.
    pub(in crate::signin) async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Answer, Trouble> {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.0.post(url.clone()).header(ACCEPT, "application/json");
        read(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body)).await
    }
}

async fn read(request: RequestBuilder) -> Result<Answer, Trouble> {
    let trouble = |error: &reqwest::Error| if error.is_timeout() { "timeout" } else { "unreachable" };
    let mut response = request.send().await.map_err(|error| trouble(&error))?;
    let status = response.status().as_u16();
    let content_type =
        response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| trouble(&error))? {
        if body.len() + chunk.len() > LARGEST {
            return Err("too-large");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, content_type, body })
}
