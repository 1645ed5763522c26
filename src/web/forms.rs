//! What was typed: read strictly, and kept as it was.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::web::BytesMut;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::at::At;
use super::failure::Failure;

/// The most that a form may weigh. The longest field is 8,000 characters, which percent-encoding may triple twice.
const LIMIT: usize = 96 * 1024;

/// The fields of a form or of a query, in order, as typed.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Typed(Vec<(String, String)>);

impl Typed {
    /// Reads a query string. Bytes that aren't UTF-8 are refused, not replaced.
    pub(in crate::web) fn query(request: &HttpRequest) -> Option<Self> {
        parse(request.query_string().as_bytes())
    }

    /// The first value of a field; empty where there is none.
    pub(in crate::web) fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a field.
    pub(in crate::web) fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

fn parse(bytes: &[u8]) -> Option<Typed> {
    let fields: Vec<(String, String)> =
        form_urlencoded::parse(bytes).map(|(key, value)| (key.into_owned(), value.into_owned())).collect();
    // The parser replaces what isn't UTF-8 by this character, which nobody types.
    let damaged = fields.iter().any(|(key, value)| key.contains('\u{fffd}') || value.contains('\u{fffd}'));
    let too_many = fields.len() > 200;
    (!damaged && !too_many).then_some(Typed(fields))
}

impl FromRequest for Typed {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let request = request.clone();
        let mut payload = payload.take();
        Box::pin(async move {
            let is_form = request.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded");
            let is_empty = request.headers().get(header::CONTENT_LENGTH).is_some_and(|length| length == "0");
            if !is_form && !is_empty {
                return Err(At::of(&request).await?.unsupported());
            }
            let mut body = BytesMut::new();
            while let Some(chunk) = next(&mut payload).await {
                let Ok(chunk) = chunk else {
                    return Err(At::of(&request).await?.bad_request("L’envoi s’est interrompu."));
                };
                if body.len() + chunk.len() > LIMIT {
                    return Err(At::of(&request).await?.too_large());
                }
                body.extend_from_slice(&chunk);
            }
            match parse(&body) {
                Some(typed) => Ok(typed),
                None => Err(At::of(&request).await?.bad_request("Le formulaire doit être encodé en UTF-8.")),
            }
        })
    }
}

async fn next(payload: &mut Payload) -> Option<Result<actix_web::web::Bytes, actix_web::error::PayloadError>> {
    std::future::poll_fn(|context| futures_core::Stream::poll_next(Pin::new(&mut *payload), context)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_as_it_was() {
        let typed = parse("text=caf%C3%A9+noir%0D%0Adeux&to=a&to=b".as_bytes()).expect("UTF-8");
        assert_eq!(typed.text("text"), "café noir\r\ndeux");
        assert_eq!(typed.all("to").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(typed.text("absent"), "");
    }

    #[test]
    fn bytes_that_are_no_text_and_floods_of_fields_are_refused() {
        assert!(parse(b"text=%FF%FE").is_none());
        assert!(parse("a=1&".repeat(201).as_bytes()).is_none());
    }
}
