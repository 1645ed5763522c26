//! Where a request stands: the site, who asks, the look that he chose.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use jiff::civil::Date;

use super::assets;
use super::clearances::words::answer;
use super::failure::Failure;
use super::format;
use super::local;
use super::pages::error::ErrorPage;
use super::pages::frame::{Frame, FrameReader, NavItem, Notice, NoticeKind, Theme};
use super::preferences;
use super::session::cookie_token;
use super::site::Site;
use crate::access::{Acted, Door, Error, Reader, Refusal};
use crate::domain::conference::Obstacle;
use crate::domain::{Id, Person};
use crate::records::clearances::history::{Asked, asked_of};
use crate::signin::Proof;

/// The surroundings of a request.
#[derive(Debug, Clone)]
pub(in crate::web) struct At {
    pub(in crate::web) site: Data<Site>,
    /// The doors under the agreement of this request: the page is decided, explained and journalled by one.
    pub(in crate::web) door: Door,
    pub(in crate::web) reader: Option<Arc<Reader>>,
    /// How the reader proved who he is; empty where nobody is signed in.
    pub(in crate::web) proof: Proof,
    theme: Theme,
    return_to: String,
}

impl FromRequest for At {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { Self::of(&request).await })
    }
}

impl At {
    pub(in crate::web) async fn of(request: &HttpRequest) -> Result<Self, Failure> {
        let Some(site) = request.app_data::<Data<Site>>().cloned() else { return Err(Failure::SignIn(None)) };
        let theme = preferences::theme(request);
        // Search words stay out of what is written into pages other than the search itself.
        let return_to = request.path().to_owned();
        let door = site.door.for_request().await;
        let mut at = Self { site, door, reader: None, proof: Proof::default(), theme, return_to };
        if let Some(token) = cookie_token(request, at.site.settings.is_https) {
            match at.site.sessions.recognise(token).await {
                Ok(Ok(recognised)) => {
                    at.reader = Some(recognised.reader);
                    at.proof = recognised.proof;
                }
                Ok(Err(_)) => {}
                Err(error) => return Err(at.failed(&error)),
            }
        }
        Ok(at)
    }

    /// Where to come back to after a sign-in; nothing where there is no provider to go to, or nothing to come back to.
    fn way_back(&self) -> Option<String> {
        let has_provider = !self.site.open_id.choices().is_empty();
        local::after_sign_in(&self.return_to).filter(|path| has_provider && *path != "/").map(str::to_owned)
    }

    /// The frame of a page with this title.
    pub(in crate::web) fn frame(&self, title: &str, current: NavItem) -> Frame {
        Frame {
            title: title.to_owned(),
            theme: self.theme,
            reader: self.reader.as_ref().map(|reader| FrameReader {
                name: reader.actor.name.clone(),
                quality: reader.actor.quality.clone(),
                institution: reader.institution_name.clone(),
                badge: reader.kind.party(),
                keeps_register: reader.keeps_register(),
            }),
            demo: self.site.is_demo(),
            current,
            stylesheet: assets::stylesheet(&self.site).to_owned(),
            autosave: None,
            notices: Vec::new(),
            confirm: None,
            return_to: self.return_to.clone(),
        }
    }

    fn error_frame(&self) -> Frame {
        self.frame("", NavItem::Elsewhere)
    }

    /// The same answer for a file that doesn't exist and for one that this reader may not know of.
    pub(in crate::web) fn no_such_file(&self) -> Failure {
        ErrorPage::no_such_file(self.error_frame()).into()
    }

    /// No page at this address.
    pub(in crate::web) fn no_such_page(&self) -> Failure {
        ErrorPage::no_such_page(self.error_frame()).into()
    }

    /// The address exists, not for this kind of request.
    pub(in crate::web) fn method_not_allowed(&self) -> Failure {
        ErrorPage::method_not_allowed(self.error_frame()).into()
    }

    /// The address or the form can't be read.
    pub(in crate::web) fn bad_request(&self, what: &str) -> Failure {
        ErrorPage::bad_request(self.error_frame(), what).into()
    }

    /// Too much at once.
    pub(in crate::web) fn too_large(&self) -> Failure {
        ErrorPage::too_large(self.error_frame()).into()
    }

    /// Not a form of this site.
    pub(in crate::web) fn unsupported(&self) -> Failure {
        ErrorPage::unsupported(self.error_frame()).into()
    }

    /// A clearance, but not for this.
    pub(in crate::web) fn forbidden(&self, why: &str) -> Failure {
        ErrorPage::forbidden(self.error_frame(), why).into()
    }

    /// A rule of conferences stands in the way: what it is, and what to do.
    pub(in crate::web) fn obstacle(&self, why: &str) -> Failure {
        ErrorPage::obstacle(self.error_frame(), why).into()
    }

    /// Nobody is signed in, and a redirection would lose a form.
    pub(in crate::web) fn signed_out(&self) -> Failure {
        ErrorPage::signed_out(self.error_frame()).into()
    }

    /// The database or the journal failed. The log gets the kind of failure under the reference shown, and no value.
    pub(in crate::web) fn failed(&self, error: &Error) -> Failure {
        let reference = self.site.clock.now().as_millisecond().to_string();
        tracing::error!(reference, failure = error.kind(), "a request failed");
        match error {
            Error::Journal(_) | Error::Database(crate::db::Error::Busy) => {
                ErrorPage::unavailable(self.error_frame(), &reference).into()
            }
            Error::Database(_) | Error::CutShort => ErrorPage::internal(self.error_frame(), &reference).into(),
        }
    }
}

/// A signed-in reader and where he stands.
#[derive(Debug, Clone)]
pub(in crate::web) struct Visit {
    pub(in crate::web) at: At,
    pub(in crate::web) reader: Arc<Reader>,
    /// The observations that are asked of a reader whom every page turns away: none of anybody else, and never of a cleared one.
    asked: Option<Asked>,
}

impl FromRequest for Visit {
    type Error = Failure;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Failure>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let at = At::of(&request).await?;
            match at.reader.clone() {
                Some(reader) => {
                    let asked = asked(&at, &reader).await.map_err(|error| at.failed(&error))?;
                    Ok(Self { at, reader, asked })
                }
                None if request.method() == actix_web::http::Method::GET => Err(Failure::SignIn(at.way_back())),
                None => Err(at.signed_out()),
            }
        })
    }
}

/// What somebody without a valid clearance may still have to answer; his own, and one small query.
async fn asked(at: &At, reader: &Reader) -> Result<Option<Asked>, Error> {
    let today = at.site.clock.today(&reader.zone);
    if reader.is_cleared(today) {
        return Ok(None);
    }
    let (database, who, zone) = (at.site.database.clone(), reader.agent, reader.zone.clone());
    let asked = Door::at_hand(&at.site.database, move || {
        Ok(database.peek(|connection| asked_of(connection, who, &zone, today))?)
    });
    Ok(asked.await?.into_iter().next())
}

impl Visit {
    /// The reader's today.
    pub(in crate::web) fn today(&self) -> Date {
        self.at.site.clock.today(&self.reader.zone)
    }

    /// A frame with, if asked, the notice that something was done.
    pub(in crate::web) fn frame(&self, title: &str, current: NavItem, done: Option<&str>) -> Frame {
        let mut frame = self.at.frame(title, current);
        if let Some(text) = done {
            frame.notices.push(Notice { kind: NoticeKind::Success, text: text.to_owned() });
        }
        frame
    }

    /// What the address names by an identifier.
    pub(in crate::web) fn named<T>(&self, request: &HttpRequest, name: &str) -> Result<Id<T>, Failure> {
        request.match_info().get(name).and_then(Id::parse).ok_or_else(|| self.at.no_such_file())
    }

    /// What a door of the platform's life answered. A rule that stands in the way is given back: some pages say it beside its field,
    /// the others on a page of its own.
    pub(in crate::web) fn answered<T, R>(&self, answer: Result<Acted<T, R>, Error>) -> Result<Result<T, R>, Failure> {
        match answer.map_err(|error| self.at.failed(&error))? {
            Acted::Done(content) => Ok(Ok(content)),
            Acted::Against(rule) => Ok(Err(rule)),
            Acted::Refused(refusal) => Err(self.refused(refusal, None)),
        }
    }

    /// What a refusal looks like. A purpose that is missing leads to its form.
    pub(in crate::web) fn refused(&self, refusal: Refusal, subject: Option<Id<Person>>) -> Failure {
        match (refusal, subject) {
            (Refusal::NoSuchFile, _) | (Refusal::PurposeNeeded, None) => self.at.no_such_file(),
            (Refusal::NoClearance, _) => {
                let by = self.asked.map(|asked| format::date(asked.by)).unwrap_or_default();
                let asked = self.asked.map(|asked| (by.as_str(), answer(asked)));
                ErrorPage::no_clearance(self.at.error_frame(), &self.why_no_clearance(), asked).into()
            }
            (Refusal::NotWritable, _) => self
                .at
                .forbidden("Le protocole ne permet pas à votre fonction d’écrire cette donnée à ce stade du parcours."),
            (Refusal::NoLongerInvited, _) => self.at.forbidden(Obstacle::InvitationWithdrawn.label()),
            (Refusal::NotEntitled, _) => self.at.forbidden(
                "Le protocole ne confie pas cet acte à votre fonction dans votre service. La page du protocole dit à qui il revient.",
            ),
            (Refusal::PurposeNeeded, Some(_)) => self.at.forbidden("Indiquez d’abord le motif de la consultation."),
        }
    }

    fn why_no_clearance(&self) -> String {
        use crate::domain::ClearanceState as State;
        let Some(clearance) = &self.reader.clearance else {
            return "Aucune habilitation n’a été délivrée à votre nom dans ce service.".to_owned();
        };
        match clearance.state {
            State::Pending => "Votre habilitation attend sa seconde signature.".to_owned(),
            State::Suspended => "Votre habilitation est suspendue.".to_owned(),
            State::Withdrawn => "Votre habilitation a été retirée.".to_owned(),
            State::Active if clearance.starts_on > self.today() => {
                format!("Votre habilitation prend effet le {}.", format::date(clearance.starts_on))
            }
            // It ended before its time, with the post.
            State::Expired if clearance.ends_on >= self.today() => "Votre habilitation a pris fin.".to_owned(),
            State::Active | State::Expired => {
                format!("Votre habilitation a pris fin le {}.", format::date(clearance.ends_on))
            }
        }
    }
}
