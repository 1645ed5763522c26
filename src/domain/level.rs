//! How much of a category a reader may see.

use super::text_enum::text_enum;

text_enum! {
    /// Graded disclosure (domain, section 6). Ordered: `None < Existence < Summary < Full`.
    Level {
        None = "none", "rien";
        Existence = "existence", "existence";
        Summary = "summary", "résumé";
        Full = "full", "complet";
    }
}
