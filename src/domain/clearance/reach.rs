//! How the service of whoever grants stands to the service where the clearance is worth something.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// How one service stands to another, for granting.
    Reach {
        Own = "own", "même service";
        Attached = "attached", "établissement de rattachement";
        Departement = "departement", "service du même département";
        Superior = "superior", "autorité hiérarchique";
        Any = "any", "compétence nationale";
    }
}
