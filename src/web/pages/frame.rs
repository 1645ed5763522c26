//! What surrounds every page: who reads, where they are, which look they chose, what just happened.

use crate::domain::institution::Party;

/// The look that a reader chose; it wins over the system's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The value of `theme` that `POST /affichage` takes.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads [`Theme::code`]; `None` for anything else.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "system" => Some(Self::System),
            "light" => Some(Self::Light),
            "dark" => Some(Self::Dark),
            _ => None,
        }
    }
}

/// Which entry of the navigation is the present page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NavItem {
    /// `/`
    Home,
    /// `/dossiers` and all below.
    Dossiers,
    /// `/sorties` and all below.
    Releases,
    /// `/commissions`, `/seances`, `/actions` and all below.
    Commissions,
    /// `/registre`
    Registry,
    /// `/demo/personnages`
    Cast,
    /// None of them.
    #[default]
    Elsewhere,
}

/// The signed-in person, as every page shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameReader {
    /// `FAURE Camille`
    pub name: String,
    /// `surveillante, bâtiment B`
    pub quality: String,
    /// `Maison d’arrêt de Lille-Sequedin`
    pub institution: String,
    /// Which of the four P.
    pub badge: Party,
    /// Whether they keep a prison's register.
    pub keeps_register: bool,
}

/// What a notice is about: the stylesheet gives each a shape, the template a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeKind {
    /// Done.
    Success,
    /// Good to know.
    Info,
    /// Careful.
    Warning,
    /// Not done.
    Error,
}

impl NoticeKind {
    /// The code that the stylesheet knows.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    /// The word before the notice, so that its colour never speaks alone.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "Fait",
            Self::Info => "À savoir",
            Self::Warning => "Attention",
            Self::Error => "Non fait",
        }
    }
}

/// Something said at the top of the page, where the eye is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its kind.
    pub kind: NoticeKind,
    /// What is said, in one or two sentences.
    pub text: String,
}

/// What surrounds every page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The page's title, unique; never a person's name, since browsers keep titles in their history on shared machines.
    pub title: String,
    /// The chosen look.
    pub theme: Theme,
    /// Who reads; nobody before sign-in.
    pub reader: Option<FrameReader>,
    /// Whether all people here are invented, which every page then says.
    pub demo: bool,
    /// Where in the navigation.
    pub current: NavItem,
    /// Address of the stylesheet, its version in it.
    pub stylesheet: String,
    /// Address of the script that saves while one writes, on pages with such a form (`web::autosave`); others have none.
    pub autosave: Option<String>,
    /// What just happened.
    pub notices: Vec<Notice>,
    /// Where to sign in anew in another window, on a form that came too late after the last sign-in and comes back as it was typed.
    pub confirm: Option<String>,
    /// Where `POST /affichage` comes back to: path and query of this page. On error pages always `/`: an answer may not
    /// vary with the address asked for.
    pub return_to: String,
}

impl Frame {
    /// Whether the navigation is at `item`.
    #[must_use]
    pub fn at(&self, item: &str) -> bool {
        match self.current {
            NavItem::Home => item == "home",
            NavItem::Dossiers => item == "dossiers",
            NavItem::Releases => item == "releases",
            NavItem::Commissions => item == "commissions",
            NavItem::Registry => item == "registry",
            NavItem::Cast => item == "cast",
            NavItem::Elsewhere => false,
        }
    }

    /// A frame for a visitor nobody knows yet, with the default look.
    #[must_use]
    pub fn anonymous(title: &str, stylesheet: &str) -> Self {
        Self {
            title: title.to_owned(),
            theme: Theme::System,
            reader: None,
            demo: false,
            current: NavItem::Elsewhere,
            stylesheet: stylesheet.to_owned(),
            autosave: None,
            notices: Vec::new(),
            confirm: None,
            return_to: "/".to_owned(),
        }
    }
}
