//! A form that brings a file (`multipart/form-data`): read into memory, as far as a limit.

use std::pin::Pin;

use actix_multipart::Multipart;
use actix_web::{HttpMessage, HttpRequest, web};
use futures_core::Stream;

use super::at::At;
use super::failure::Failure;

/// The most fields that a form of ours sends.
const MOST_PARTS: usize = 8;

/// The fields of such a form, as they came.
#[derive(Debug, Default)]
pub(in crate::web) struct Upload {
    parts: Vec<(String, Vec<u8>)>,
    /// Whether it weighed more than was allowed: then nothing of it is kept.
    pub(in crate::web) is_too_large: bool,
}

impl Upload {
    /// Reads a form of `limit` bytes at most.
    ///
    /// # Errors
    /// It is no such form, or breaks off.
    pub(in crate::web) async fn read(
        at: &At,
        request: &HttpRequest,
        payload: web::Payload,
        limit: usize,
    ) -> Result<Self, Failure> {
        if !request.content_type().eq_ignore_ascii_case("multipart/form-data") {
            return Err(at.unsupported());
        }
        let broken = || at.bad_request("L’envoi s’est interrompu ou ne peut pas être lu. Rien n’a été enregistré.");
        let mut multipart = Multipart::new(request.headers(), payload);
        let mut upload = Self::default();
        let mut weight = 0;
        while let Some(part) = next(&mut multipart).await {
            let mut part = part.map_err(|_| broken())?;
            let name = part.name().unwrap_or_default().to_owned();
            let mut bytes = Vec::new();
            while let Some(chunk) = next(&mut part).await {
                let chunk = chunk.map_err(|_| broken())?;
                weight += chunk.len();
                if weight > limit {
                    return Ok(Self { parts: Vec::new(), is_too_large: true });
                }
                bytes.extend_from_slice(&chunk);
            }
            if upload.parts.len() == MOST_PARTS {
                return Err(broken());
            }
            upload.parts.push((name, bytes));
        }
        Ok(upload)
    }

    /// Takes a field out; empty where there is none.
    pub(in crate::web) fn take(&mut self, name: &str) -> Vec<u8> {
        let place = self.parts.iter().position(|(known, _)| known == name);
        place.map(|place| self.parts.swap_remove(place).1).unwrap_or_default()
    }
}

async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}
