//! The portal as a browser meets it: the same application as in service, without a socket.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use actix_web::http::header;
use actix_web::test::{self, TestRequest};

use super::house::TestHouse;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers, sorted, without the date.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: String,
}

impl Reply {
    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Where it leads.
    pub fn location(&self) -> &str {
        self.header("location").unwrap_or_default()
    }

    /// The body without tags and character references that a reader doesn't see.
    pub fn shows(&self, text: &str) -> bool {
        self.body.to_lowercase().contains(&text.to_lowercase())
    }

    /// The value of the hidden or visible field of this name.
    pub fn field(&self, name: &str) -> Option<String> {
        let at = self.body.find(&format!("name=\"{name}\""))?;
        let tag_start = self.body[..at].rfind('<')?;
        let tag = &self.body[tag_start..tag_start + self.body[tag_start..].find('>')?];
        let value = &tag[tag.find("value=\"")? + 7..];
        Some(value[..value.find('"')?].to_owned())
    }
}

type Answer = Pin<Box<dyn Future<Output = Reply>>>;

/// The portal of one house.
#[derive(Clone)]
pub struct Portal(Rc<dyn Fn(TestRequest) -> Answer>);

impl Portal {
    /// Opens it.
    pub async fn open(house: &TestHouse) -> Self {
        let service = Rc::new(test::init_service(quadrige::application!(house.house.site)).await);
        Self(Rc::new(move |request: TestRequest| -> Answer {
            let service = Rc::clone(&service);
            Box::pin(async move {
                let response = test::call_service(&*service, request.to_request()).await;
                let status = response.status().as_u16();
                let mut headers: Vec<(String, String)> = response
                    .headers()
                    .iter()
                    .filter(|(name, _)| **name != header::DATE)
                    .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
                    .collect();
                headers.sort();
                let body = test::read_body(response).await;
                Reply { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
            })
        }))
    }

    /// Any request.
    pub async fn send(&self, request: TestRequest) -> Reply {
        (self.0)(request).await
    }

    /// Takes the seat of a member of the cast; gives the cookie.
    pub async fn become_one(&self, slug: &str) -> String {
        let reply = self.send(TestRequest::post().uri(&format!("/demo/personnages/{slug}"))).await;
        assert_eq!(reply.status, 303, "{slug}");
        let cookie = reply.header("set-cookie").unwrap_or_default();
        cookie.split(';').next().unwrap_or_default().to_owned()
    }

    /// `GET`; an empty cookie is nobody.
    pub async fn get(&self, cookie: &str, path: &str) -> Reply {
        self.send(with(TestRequest::get().uri(path), cookie)).await
    }

    /// `POST` of a form.
    pub async fn post(&self, cookie: &str, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send(with(TestRequest::post().uri(path), cookie).set_form(form)).await
    }

    /// `GET`, saying why first where it is asked.
    pub async fn visit(&self, cookie: &str, path: &str) -> Reply {
        let reply = self.get(cookie, path).await;
        if reply.status == 303 && reply.location().ends_with("/motif") {
            let declared = self.post(cookie, reply.location(), WHY).await;
            assert_eq!(declared.status, 303, "the purpose was refused: {}", declared.body);
            return self.get(cookie, path).await;
        }
        reply
    }
}

/// A purpose that is complete.
pub const WHY: &[(&str, &str)] = &[("purpose", "oversight"), ("reason", "Contrôle ordinaire du dossier")];

fn with(request: TestRequest, cookie: &str) -> TestRequest {
    if cookie.is_empty() { request } else { request.insert_header((header::COOKIE, cookie)) }
}
