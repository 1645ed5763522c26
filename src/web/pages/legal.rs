//! What every State site has: site map, accessibility, legal notice, personal data. True of the software wherever it is
//! installed; the operator is named by the configuration.

use askama::Template;

use super::frame::Frame;
use super::parts::Link;

/// `/plan-du-site`.
#[derive(Debug, Clone, Template)]
#[template(path = "sitemap.html", whitespace = "minimize")]
pub struct SitemapPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Every page that this visitor can open.
    pub links: Vec<Link>,
}

/// `/accessibilite`.
#[derive(Debug, Clone, Template)]
#[template(path = "accessibility.html", whitespace = "minimize")]
pub struct AccessibilityPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Who runs this installation.
    pub operator: String,
}

/// `/mentions-legales`.
#[derive(Debug, Clone, Template)]
#[template(path = "legal_notice.html", whitespace = "minimize")]
pub struct LegalNoticePage {
    /// What surrounds it.
    pub frame: Frame,
    /// Who runs this installation.
    pub operator: String,
}

/// `/donnees-personnelles`.
#[derive(Debug, Clone, Template)]
#[template(path = "personal_data.html", whitespace = "minimize")]
pub struct PersonalDataPage {
    /// What surrounds it.
    pub frame: Frame,
    /// Who runs this installation.
    pub operator: String,
}
