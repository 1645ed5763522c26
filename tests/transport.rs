//! What every answer says of the way to us, and what is sent to whoever asks for the head of a page alone.

#[path = "canary/world.rs"]
mod canaries;
mod support;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use actix_web::test::TestRequest;
use diesel::prelude::*;
use quadrige::db::schema::journal_entry;
use quadrige::web::routes::serve;
use support::house::{Setting, TestHouse};
use support::portal::Portal;

#[actix_web::test]
async fn a_site_in_https_asks_for_https_for_a_year_and_one_in_http_does_not() {
    for (public_url, expected) in
        [("https://quadrige.example", Some("max-age=31536000; includeSubDomains")), ("http://127.0.0.1:8080", None)]
    {
        let more = format!("public_url = \"{public_url}\"\n");
        let house = TestHouse::with(canaries::world(), Setting { more, ..Setting::default() });
        let portal = Portal::open(&house).await;
        let elsewhere = TestRequest::post().uri("/affichage").insert_header(("sec-fetch-site", "cross-site"));
        for (request, status) in [
            (TestRequest::get().uri("/mentions-legales"), 200),
            (TestRequest::get().uri("/dossiers"), 303),
            (TestRequest::get().uri("/nulle-part"), 404),
            (TestRequest::delete().uri("/dossiers"), 405),
            (elsewhere, 403),
        ] {
            let reply = portal.send(request).await;
            assert_eq!((reply.status, reply.header("strict-transport-security")), (status, expected), "{public_url}");
        }
    }
}

/// One exchange as it goes over the wire: the head of the answer, and what follows it.
fn exchange(address: SocketAddr, method: &str, path: &str, cookie: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head") + 4;
    (String::from_utf8_lossy(&answer[..end]).into_owned(), answer[end..].to_vec())
}

#[actix_web::test]
async fn whoever_asks_for_the_head_of_a_page_is_told_no_more_and_leaves_the_same_entry() {
    let house = TestHouse::of(canaries::world());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let server = serve(house.house.site.clone(), listener, 1).unwrap();
    let handle = server.handle();
    let serving = actix_web::rt::spawn(server);
    let ask = async |method: &'static str, path: String, cookie: String| {
        actix_web::rt::task::spawn_blocking(move || exchange(address, method, &path, &cookie)).await.unwrap()
    };
    let (taken, _) = ask("POST", "/demo/personnages/greffe".to_owned(), String::new()).await;
    let cookie = taken.split("set-cookie: ").nth(1).and_then(|rest| rest.split(';').next()).unwrap().to_owned();
    let entries = || house.look(|c| journal_entry::table.count().get_result::<i64>(c));
    let file = |n: usize| format!("/dossiers/{}", house.world.people[n].id);
    let paths = ["/healthz".to_owned(), "/dossiers".to_owned(), "/nulle-part".to_owned()];
    for path in paths.into_iter().chain((0..3).map(file)) {
        let before = entries();
        let (whole, body) = ask("GET", path.clone(), cookie.clone()).await;
        let between = entries();
        let (head, nothing) = ask("HEAD", path.clone(), cookie.clone()).await;
        let status = |head: &str| head.split_whitespace().nth(1).unwrap().to_owned();
        assert_eq!(status(&head), status(&whole), "{path}");
        assert!(nothing.is_empty(), "{path}: {}", String::from_utf8_lossy(&nothing));
        assert!(!body.is_empty() || status(&whole) == "303", "{path}");
        assert_eq!(entries() - between, between - before, "{path}: as many entries");
        assert!(path.matches('/').count() < 2 || between > before, "{path}: a file leaves an entry");
    }
    let (head, _) = ask("HEAD", "/deconnexion".to_owned(), cookie.clone()).await;
    assert!(head.starts_with("HTTP/1.1 405 "), "what takes forms alone takes no other request: {head}");
    handle.stop(false).await;
    serving.await.unwrap().unwrap();
}
