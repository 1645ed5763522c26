//! Nicknames.

/// Everyday nicknames.
pub(in crate::demo) const ALIASES: &[&str] = &[
    "Titi",
    "Mika",
    "le Grand",
    "Doudou",
    "Jo",
    "Nino",
    "le Breton",
    "Pépé",
    "Lulu",
    "Fred",
    "Bibou",
    "Tonton",
    "Max",
    "Nico",
    "Ti-Paul",
    "Momo",
    "Zaza",
    "Cricri",
    "le Ch’ti",
    "Bébert",
    "Manu",
    "Sasha",
    "Vava",
];
