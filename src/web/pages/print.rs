//! `/dossiers/{id}/impression`: the same file on paper, without controls, with the notice that the law asks for.

use askama::Template;

use super::file::{Content, Section};
use super::frame::Frame;
use super::parts::{Banner, PurposeLine};

/// The notice of L. 132-10-1 II CSI: on every export and every printed page.
pub const NO_THIRD_PARTY: &str = "Les informations confidentielles échangées ne peuvent être communiquées à des tiers (article L. 132-10-1, II, du code de la sécurité intérieure).";

/// The sheet.
#[derive(Debug, Clone, Template)]
#[template(path = "print.html", whitespace = "minimize")]
pub struct PrintPage {
    /// Title, look and stylesheet; navigation and notices are not printed.
    pub frame: Frame,
    /// Whose file.
    pub banner: Banner,
    /// Why it was taken.
    pub purpose: PurposeLine,
    /// The categories.
    pub sections: Vec<Section>,
    /// `FAURE Camille, surveillante, Maison d’arrêt de Lille-Sequedin`
    pub taken_by: String,
    /// `21/11/2026 à 14 h 30`
    pub taken_at: String,
}
