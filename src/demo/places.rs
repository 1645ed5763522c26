//! Where the world is: real départements, communes and INSEE codes (official geographic code of 2026), invented prisons.

/// A commune and its code.
pub(in crate::demo) struct Commune {
    /// INSEE code.
    pub(in crate::demo) insee: &'static str,
    /// Name.
    pub(in crate::demo) name: &'static str,
    /// Postcode.
    pub(in crate::demo) postcode: &'static str,
}

/// A département with the share-out of its communes between police and gendarmerie.
pub(in crate::demo) struct Departement {
    /// Its code.
    pub(in crate::demo) code: &'static str,
    /// Its name after "préfecture".
    pub(in crate::demo) of: &'static str,
    /// For slugs.
    pub(in crate::demo) slug: &'static str,
    /// The inter-region of its prisons.
    pub(in crate::demo) inter_region: &'static str,
    /// IANA zone.
    pub(in crate::demo) time_zone: &'static str,
    /// First three pairs of the telephone numbers reserved for fiction there.
    pub(in crate::demo) dialling: &'static str,
    /// Name and short name of its police; `None` where the two Paris directions share the agglomeration.
    pub(in crate::demo) police_name: Option<(&'static str, &'static str)>,
    /// Name and short name of its gendarmerie.
    pub(in crate::demo) gendarmerie_name: Option<(&'static str, &'static str)>,
    /// Communes in police zone.
    pub(in crate::demo) police: &'static [Commune],
    /// Communes in gendarmerie zone.
    pub(in crate::demo) gendarmerie: &'static [Commune],
}

impl Departement {
    /// The commune where its prisons stand.
    pub(in crate::demo) fn of_its_prison(&self) -> Option<String> {
        self.police.first().or(self.gendarmerie.first()).map(|commune| commune.insee.to_owned())
    }
}

/// A prison and the courts that it works with.
pub(in crate::demo) struct Place {
    /// The département.
    pub(in crate::demo) departement: &'static Departement,
    /// Name of the prison (invented).
    pub(in crate::demo) prison: &'static str,
    /// Short name.
    pub(in crate::demo) short: &'static str,
    /// Slug, without prefix.
    pub(in crate::demo) slug: &'static str,
    /// Where the court sits.
    pub(in crate::demo) court: &'static str,
    /// For the slugs of its courts.
    pub(in crate::demo) court_slug: &'static str,
    /// Share of the people held here.
    pub(in crate::demo) weight: usize,
}

const fn commune(insee: &'static str, name: &'static str, postcode: &'static str) -> Commune {
    Commune { insee, name, postcode }
}

/// Nord.
pub(in crate::demo) static NORD: Departement = Departement {
    code: "59",
    of: "du Nord",
    slug: "nord",
    inter_region: "Lille",
    time_zone: "Europe/Paris",
    dialling: "03 53 01",
    police_name: Some(("Direction interdépartementale de la police nationale du Nord", "DIPN 59")),
    gendarmerie_name: Some(("Groupement de gendarmerie départementale du Nord", "GGD 59")),
    police: &[
        commune("59178", "Douai", "59500"),
        commune("59350", "Lille", "59000"),
        commune("59512", "Roubaix", "59100"),
        commune("59599", "Tourcoing", "59200"),
        commune("59606", "Valenciennes", "59300"),
        commune("59183", "Dunkerque", "59140"),
        commune("59392", "Maubeuge", "59600"),
        commune("59172", "Denain", "59220"),
        commune("59017", "Armentières", "59280"),
    ],
    gendarmerie: &[
        commune("59449", "Orchies", "59310"),
        commune("59168", "Cysoing", "59830"),
        commune("59586", "Templeuve-en-Pévèle", "59242"),
        commune("59043", "Bailleul", "59270"),
        commune("59481", "Le Quesnoy", "59530"),
        commune("59067", "Bergues", "59380"),
        commune("59309", "Hondschoote", "59122"),
        commune("59375", "Marchiennes", "59870"),
        commune("59135", "Cassel", "59670"),
        commune("59239", "Flines-lez-Raches", "59148"),
    ],
};

static RHONE: Departement = Departement {
    code: "69",
    of: "du Rhône",
    slug: "rhone",
    inter_region: "Lyon",
    time_zone: "Europe/Paris",
    dialling: "04 65 71",
    police_name: Some(("Direction interdépartementale de la police nationale du Rhône", "DIPN 69")),
    gendarmerie_name: Some(("Groupement de gendarmerie départementale du Rhône", "GGD 69")),
    police: &[
        commune("69123", "Lyon", "69001"),
        commune("69266", "Villeurbanne", "69100"),
        commune("69259", "Vénissieux", "69200"),
        commune("69264", "Villefranche-sur-Saône", "69400"),
        commune("69091", "Givors", "69700"),
        commune("69029", "Bron", "69500"),
    ],
    gendarmerie: &[
        commune("69010", "L’Arbresle", "69210"),
        commune("69243", "Tarare", "69170"),
        commune("69141", "Mornant", "69440"),
        commune("69018", "Beaujeu", "69430"),
        commune("69009", "Anse", "69480"),
        commune("69024", "Val d’Oingt", "69620"),
    ],
};

static HAUTE_GARONNE: Departement = Departement {
    code: "31",
    of: "de la Haute-Garonne",
    slug: "haute-garonne",
    inter_region: "Toulouse",
    time_zone: "Europe/Paris",
    dialling: "05 36 49",
    police_name: Some(("Direction interdépartementale de la police nationale de la Haute-Garonne", "DIPN 31")),
    gendarmerie_name: Some(("Groupement de gendarmerie départementale de la Haute-Garonne", "GGD 31")),
    police: &[
        commune("31555", "Toulouse", "31000"),
        commune("31149", "Colomiers", "31770"),
        commune("31069", "Blagnac", "31700"),
        commune("31557", "Tournefeuille", "31170"),
        commune("31395", "Muret", "31600"),
    ],
    gendarmerie: &[
        commune("31033", "Auterive", "31190"),
        commune("31135", "Cazères", "31220"),
        commune("31483", "Saint-Gaudens", "31800"),
        commune("31584", "Villemur-sur-Tarn", "31340"),
        commune("31232", "Grenade", "31330"),
        commune("31451", "Revel", "31250"),
        commune("31263", "Lagardelle-sur-Lèze", "31870"),
    ],
};

static ILLE_ET_VILAINE: Departement = Departement {
    code: "35",
    of: "d’Ille-et-Vilaine",
    slug: "ille-et-vilaine",
    inter_region: "Rennes",
    time_zone: "Europe/Paris",
    dialling: "02 61 91",
    police_name: Some(("Direction interdépartementale de la police nationale d’Ille-et-Vilaine", "DIPN 35")),
    gendarmerie_name: Some(("Groupement de gendarmerie départementale d’Ille-et-Vilaine", "GGD 35")),
    police: &[
        commune("35238", "Rennes", "35000"),
        commune("35288", "Saint-Malo", "35400"),
        commune("35115", "Fougères", "35300"),
    ],
    gendarmerie: &[
        commune("35236", "Redon", "35600"),
        commune("35360", "Vitré", "35500"),
        commune("35136", "Janzé", "35150"),
        commune("35085", "Combourg", "35270"),
        commune("35188", "Montfort-sur-Meu", "35160"),
        commune("35012", "Bain-de-Bretagne", "35470"),
        commune("35223", "Plélan-le-Grand", "35380"),
    ],
};

static BAS_RHIN: Departement = Departement {
    code: "67",
    of: "du Bas-Rhin",
    slug: "bas-rhin",
    inter_region: "Strasbourg",
    time_zone: "Europe/Paris",
    dialling: "03 53 01",
    police_name: Some(("Direction interdépartementale de la police nationale du Bas-Rhin", "DIPN 67")),
    gendarmerie_name: Some(("Groupement de gendarmerie départementale du Bas-Rhin", "GGD 67")),
    police: &[
        commune("67482", "Strasbourg", "67000"),
        commune("67180", "Haguenau", "67500"),
        commune("67447", "Schiltigheim", "67300"),
        commune("67218", "Illkirch-Graffenstaden", "67400"),
    ],
    gendarmerie: &[
        commune("67462", "Sélestat", "67600"),
        commune("67300", "Molsheim", "67120"),
        commune("67437", "Saverne", "67700"),
        commune("67348", "Obernai", "67210"),
        commune("67130", "Erstein", "67150"),
        commune("67544", "Wissembourg", "67160"),
        commune("67028", "Benfeld", "67230"),
    ],
};

static VAL_DE_MARNE: Departement = Departement {
    code: "94",
    of: "du Val-de-Marne",
    slug: "val-de-marne",
    inter_region: "Paris",
    time_zone: "Europe/Paris",
    dialling: "01 99 00",
    police_name: None,
    gendarmerie_name: None,
    police: PETITE_COURONNE,
    gendarmerie: &[],
};

static REUNION: Departement = Departement {
    code: "974",
    of: "de La Réunion",
    slug: "reunion",
    inter_region: "Outre-mer",
    time_zone: "Indian/Reunion",
    dialling: "02 61 91",
    police_name: Some(("Direction territoriale de la police nationale de La Réunion", "DTPN 974")),
    gendarmerie_name: Some(("Commandement de la gendarmerie de La Réunion", "COMGEND 974")),
    police: &[
        commune("97411", "Saint-Denis", "97400"),
        commune("97416", "Saint-Pierre", "97410"),
        commune("97407", "Le Port", "97420"),
        commune("97422", "Le Tampon", "97430"),
    ],
    gendarmerie: &[
        commune("97415", "Saint-Paul", "97460"),
        commune("97410", "Saint-Benoît", "97470"),
        commune("97412", "Saint-Joseph", "97480"),
        commune("97424", "Cilaos", "97413"),
        commune("97421", "Salazie", "97433"),
        commune("97405", "Petite-Île", "97429"),
        commune("97419", "Sainte-Rose", "97439"),
        commune("97413", "Saint-Leu", "97436"),
    ],
};

/// Paris and its three neighbours, where DSPAP and DRPJ are told together (R. 57-7-85).
pub(in crate::demo) const PETITE_COURONNE: &[Commune] = &[
    commune("94028", "Créteil", "94000"),
    commune("94041", "Ivry-sur-Seine", "94200"),
    commune("94017", "Champigny-sur-Marne", "94500"),
    commune("94068", "Saint-Maur-des-Fossés", "94100"),
    commune("94081", "Vitry-sur-Seine", "94400"),
    commune("94076", "Villejuif", "94800"),
    commune("94046", "Maisons-Alfort", "94700"),
    commune("92050", "Nanterre", "92000"),
    commune("92036", "Gennevilliers", "92230"),
    commune("92002", "Antony", "92160"),
    commune("92025", "Colombes", "92700"),
    commune("93066", "Saint-Denis", "93200"),
    commune("93048", "Montreuil", "93100"),
    commune("93008", "Bobigny", "93000"),
    commune("93005", "Aulnay-sous-Bois", "93600"),
    commune("75056", "Paris", "75020"),
];

/// Every département of the world, with its prefecture, police and gendarmerie.
pub(in crate::demo) static DEPARTEMENTS: [&Departement; 7] =
    [&NORD, &RHONE, &HAUTE_GARONNE, &ILLE_ET_VILAINE, &BAS_RHIN, &VAL_DE_MARNE, &REUNION];

/// The prisons. The cast works around the first.
pub(in crate::demo) static PLACES: [Place; 8] = [
    Place {
        departement: &NORD,
        prison: "Centre pénitentiaire des Marais-de-Scarpe",
        short: "CP Marais-de-Scarpe",
        slug: "cp-marais-de-scarpe",
        court: "Douai",
        court_slug: "douai",
        weight: 24,
    },
    Place {
        departement: &NORD,
        prison: "Maison d’arrêt des Moëres-Blanches",
        short: "MA Moëres-Blanches",
        slug: "ma-moeres-blanches",
        court: "Dunkerque",
        court_slug: "dunkerque",
        weight: 10,
    },
    Place {
        departement: &RHONE,
        prison: "Centre pénitentiaire du Val-d’Azergues",
        short: "CP Val-d’Azergues",
        slug: "cp-val-d-azergues",
        court: "Lyon",
        court_slug: "lyon",
        weight: 14,
    },
    Place {
        departement: &HAUTE_GARONNE,
        prison: "Centre de détention des Coteaux-de-Lèze",
        short: "CD Coteaux-de-Lèze",
        slug: "cd-coteaux-de-leze",
        court: "Toulouse",
        court_slug: "toulouse",
        weight: 12,
    },
    Place {
        departement: &ILLE_ET_VILAINE,
        prison: "Maison d’arrêt des Landes-d’Ormel",
        short: "MA Landes-d’Ormel",
        slug: "ma-landes-d-ormel",
        court: "Rennes",
        court_slug: "rennes",
        weight: 10,
    },
    Place {
        departement: &BAS_RHIN,
        prison: "Maison centrale du Ried-de-l’Ill",
        short: "MC Ried-de-l’Ill",
        slug: "mc-ried-de-l-ill",
        court: "Strasbourg",
        court_slug: "strasbourg",
        weight: 8,
    },
    Place {
        departement: &VAL_DE_MARNE,
        prison: "Maison d’arrêt des Boucles-de-Marne",
        short: "MA Boucles-de-Marne",
        slug: "ma-boucles-de-marne",
        court: "Créteil",
        court_slug: "creteil",
        weight: 12,
    },
    Place {
        departement: &REUNION,
        prison: "Centre pénitentiaire de la Rivière-des-Filaos",
        short: "CP Rivière-des-Filaos",
        slug: "cp-riviere-des-filaos",
        court: "Saint-Denis de La Réunion",
        court_slug: "saint-denis-reunion",
        weight: 10,
    },
];
