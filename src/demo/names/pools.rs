//! The pools of names. Common names of many origins; no combination is meant for anyone.

/// A naming tradition.
pub(in crate::demo) struct Origin {
    /// Its share of the draws.
    pub(in crate::demo) weight: usize,
    /// Family names.
    pub(in crate::demo) families: &'static [&'static str],
    /// Women's first names.
    pub(in crate::demo) women: &'static [&'static str],
    /// Men's first names.
    pub(in crate::demo) men: &'static [&'static str],
    /// Birthplaces abroad or overseas (for [`FRENCH`], in France).
    pub(in crate::demo) birth_places: &'static [&'static str],
    /// Nationalities other than French, each with its country as birthplaces name it.
    pub(in crate::demo) nationalities: &'static [(&'static str, &'static str)],
}

/// The tradition of most of the country, with its regions.
pub(in crate::demo) const FRENCH: Origin = Origin {
    weight: 51,
    families: &[
        "Abadie", "Aubertin", "Auclair", "Barbotin", "Barthélemy", "Beauchêne", "Bellanger", "Bénard", "Berthelot", "Besnard",
        "Blanchet", "Boisseau", "Bonnardel", "Boulanger", "Bouvier", "Briand", "Cadoret", "Cailleau", "Carlier", "Castagnet",
        "Chabrier", "Charbonnel", "Chauvin", "Chevalier", "Colombier", "Cordonnier", "Coudert", "Courtois", "Crépin", "Danjou",
        "Daumas", "de Bazelaire", "de Kerdrel", "de La Motte", "Debruyne", "Delahaye", "Delattre", "Delcourt", "Delépine", "Delmas",
        "Desbois", "Desrumaux", "Dieudonné", "d’Ornans", "du Plessis", "Dubreuil", "Dufresne", "Duhamel", "Dujardin",
        "Dumoulin", "Duquesne", "Durieux", "Échevarria", "Estève", "Etcheverry", "Fauvel", "Ferrandi", "Fontanel", "Fournier",
        "Garnier", "Gauthier", "Geoffroy", "Gicquel", "Gillet", "Girardot", "Gosselin", "Grandjean", "Guégan", "Guérin",
        "Guillemot", "Hamon", "Hazard", "Hénaff", "Herrmann", "Hoareau", "Huet", "Jacquemin", "Jaouen", "Joly",
        "Josselin", "Kerjean", "Klein", "L’Hostis", "Labbé", "Lacombe", "Lambrecht", "Langlois", "Laporte", "Le Bihan",
        "Le Goff", "Le Guen", "Lebrun", "Leclercq", "Lefebvre", "Lefèvre", "Legendre", "Lemaître", "Lepers", "Leroux",
        "Letellier", "Lhermitte", "Loiseau", "Maréchal", "Martineau", "Massé",
        "Ménard", "Mercier", "Meunier", "Millet", "Muller", "Nédélec", "Noël", "Olivier", "Pasquier",
        "Payet", "Pelletier", "Périer", "Perrin", "Peyrat", "Picard", "Pinel", "Poitevin", "Poulain", "Prévost",
        "Quéméner", "Raynaud", "Renaudin", "Ribéreau", "Rivière", "Robillard", "Rousselot", "Roussin", "Saint-Martin", "Saunier",
        "Schmitt", "Sénéchal", "Simonin", "Tanguy", "Tessier", "Thévenin", "Thiébaut", "Tisserand", "Trémoulet", "Vaillant",
        "Valentini", "Vandamme", "Vanhove", "Vasseur", "Verdier", "Vidal", "Vigneron", "Villard", "Wagner", "Weiss",
    ],
    women: &[
        "Adèle", "Agathe", "Alice", "Amandine", "Anaïs", "Anne-Sophie", "Aurélie", "Béatrice", "Bérénice", "Camille", "Caroline",
        "Cécile", "Céline", "Chloé", "Claire", "Clémence", "Coralie", "Delphine", "Élise", "Élodie", "Émilie", "Estelle", "Éva",
        "Florence", "Gaëlle", "Hélène", "Isabelle", "Jeanne", "Joëlle", "Julie", "Laëtitia", "Laure", "Léa", "Lucie", "Maëlle",
        "Manon", "Marie-Laure", "Marine", "Mathilde", "Mélanie", "Morgane", "Nathalie", "Noémie", "Océane", "Pauline", "Sabrina",
        "Sandrine", "Solène", "Sophie", "Stéphanie", "Sylvie", "Valérie", "Véronique", "Virginie", "Zoé",
    ],
    men: &[
        "Adrien", "Alain", "Alexandre", "Antoine", "Arnaud", "Aurélien", "Baptiste", "Benoît", "Bertrand", "Brice", "Cédric",
        "Christophe", "Clément", "Corentin", "Cyril", "Damien", "Denis", "Didier", "Dylan", "Emmanuel", "Éric", "Étienne", "Fabien",
        "Florian", "François", "Frédéric", "Gaël", "Gilles", "Grégory", "Guillaume", "Hervé", "Hugo", "Jean-Baptiste", "Jean-Luc",
        "Jérémy", "Jérôme", "Joël", "Jordan", "Julien", "Kévin", "Laurent", "Léo", "Lionel", "Loïc", "Ludovic", "Marc", "Mathieu",
        "Maxime", "Mickaël", "Nicolas", "Noël", "Olivier", "Pascal", "Patrick", "Pierre-Yves", "Quentin", "Raphaël", "Rémi",
        "Romain", "Sébastien", "Stéphane", "Sylvain", "Théo", "Thierry", "Tristan", "Valentin", "Vincent", "Yann", "Yves",
    ],
    birth_places: &[
        "Lille", "Douai", "Dunkerque", "Lens", "Arras", "Amiens", "Rouen", "Le Havre", "Caen", "Rennes", "Brest", "Quimper",
        "Nantes", "Angers", "Le Mans", "Tours", "Orléans", "Paris 18e", "Créteil", "Saint-Denis", "Nanterre", "Melun", "Reims",
        "Troyes", "Metz", "Nancy", "Strasbourg", "Mulhouse", "Besançon", "Dijon", "Lyon 8e", "Villeurbanne", "Saint-Étienne",
        "Grenoble", "Clermont-Ferrand", "Limoges", "Poitiers", "La Rochelle", "Bordeaux", "Pau", "Toulouse", "Albi", "Perpignan",
        "Montpellier", "Nîmes", "Marseille 15e", "Toulon", "Nice", "Bastia", "Saint-Pierre (La Réunion)", "Fort-de-France",
    ],
    nationalities: &[],
};

/// All traditions; weights add up to a hundred.
pub(in crate::demo) const ORIGINS: &[Origin] = &[
    FRENCH,
    Origin {
        weight: 5,
        families: &["Almeida", "Cardoso", "Correia", "da Silva", "de Sousa", "dos Santos", "Ferreira", "Lopes", "Monteiro", "Pinheiro", "Teixeira"],
        women: &["Ana", "Catarina", "Inês", "Isabel", "Lúcia", "Maria", "Teresa"],
        men: &["António", "Diogo", "João", "Jorge", "Manuel", "Paulo", "Rui", "Tiago"],
        birth_places: &["Braga (Portugal)", "Lisbonne (Portugal)", "Porto (Portugal)", "Praia (Cap-Vert)"],
        nationalities: &[("portugaise", "Portugal"), ("portugaise", "Portugal"), ("cap-verdienne", "Cap-Vert")],
    },
    Origin {
        weight: 4,
        families: &["Bianchi", "Carbone", "D’Angelo", "De Luca", "Esposito", "Gallo", "Marchetti", "Romano", "Santoro"],
        women: &["Chiara", "Francesca", "Giulia", "Laura", "Silvia"],
        men: &["Alessandro", "Antonio", "Enzo", "Lorenzo", "Matteo", "Salvatore"],
        birth_places: &["Naples (Italie)", "Turin (Italie)", "Palerme (Italie)"],
        nationalities: &[("italienne", "Italie")],
    },
    Origin {
        weight: 4,
        families: &["Castillo", "Fernández", "García", "Gutiérrez", "Herrera", "Jiménez", "Morales", "Ortega", "Ruiz", "Vargas"],
        women: &["Carmen", "Elena", "Lucía", "Pilar", "Rocío"],
        men: &["Álvaro", "Andrés", "Diego", "Javier", "José", "Miguel"],
        birth_places: &["Barcelone (Espagne)", "Alicante (Espagne)", "Bogotá (Colombie)", "Santiago (Chili)"],
        nationalities: &[("espagnole", "Espagne"), ("espagnole", "Espagne"), ("colombienne", "Colombie"), ("chilienne", "Chili")],
    },
    Origin {
        weight: 5,
        families: &["Adamczyk", "Kaczmarek", "Kowalczyk", "Lewandowicz", "Nowacki", "Petrov", "Szymczak", "Wiśniewski", "Zieliński", "Kravchenko"],
        women: &["Agnieszka", "Ewa", "Katarzyna", "Magda", "Olena"],
        men: &["Adam", "Bogdan", "Jakub", "Marek", "Paweł", "Piotr", "Tomasz"],
        birth_places: &["Cracovie (Pologne)", "Gdańsk (Pologne)", "Lviv (Ukraine)", "Varna (Bulgarie)"],
        nationalities: &[("polonaise", "Pologne"), ("polonaise", "Pologne"), ("ukrainienne", "Ukraine"), ("bulgare", "Bulgarie")],
    },
    Origin {
        weight: 3,
        families: &["Ardelean", "Constantinescu", "Dragomir", "Hoxha", "Jovanović", "Marković", "Munteanu", "Ungureanu"],
        women: &["Adriana", "Elira", "Ioana", "Jelena", "Mihaela"],
        men: &["Andrei", "Dragan", "Florin", "Ion", "Luan", "Marko", "Vasile"],
        birth_places: &["Cluj (Roumanie)", "Iași (Roumanie)", "Niš (Serbie)", "Durrës (Albanie)"],
        nationalities: &[("roumaine", "Roumanie"), ("roumaine", "Roumanie"), ("serbe", "Serbie"), ("albanaise", "Albanie")],
    },
    Origin {
        weight: 4,
        families: &["De Smet", "Dewulf", "Janssens", "Peeters", "Vandenberghe", "Van Acker", "Verbeke", "Baumgartner", "Schäfer"],
        women: &["Annelies", "Greta", "Hanne", "Lieve", "Sabine"],
        men: &["Bram", "Dieter", "Jonas", "Koen", "Matthias", "Pieter"],
        birth_places: &["Tournai (Belgique)", "Courtrai (Belgique)", "Liège (Belgique)", "Sarrebruck (Allemagne)"],
        nationalities: &[("belge", "Belgique"), ("belge", "Belgique"), ("allemande", "Allemagne")],
    },
    Origin {
        weight: 6,
        families: &["Aït Saïd", "Amrani", "Belkacem", "Benali", "Boukhari", "Chaoui", "El Idrissi", "Ferhat", "Haddad", "Mansouri", "Tazi", "Zeroual"],
        women: &["Amel", "Djamila", "Leïla", "Nadia", "Samira", "Yasmine"],
        men: &["Abdel", "Farid", "Hakim", "Karim", "Mehdi", "Nassim", "Samir", "Yacine"],
        birth_places: &["Oran (Algérie)", "Tizi Ouzou (Algérie)", "Fès (Maroc)", "Oujda (Maroc)", "Sfax (Tunisie)"],
        nationalities: &[("algérienne", "Algérie"), ("marocaine", "Maroc"), ("tunisienne", "Tunisie")],
    },
    Origin {
        weight: 5,
        families: &["Camara", "Coulibaly", "Diallo", "Diop", "Keïta", "Kouamé", "N’Diaye", "Sissoko", "Traoré", "Zongo"],
        women: &["Aïssata", "Aminata", "Awa", "Fatoumata", "Mariama"],
        men: &["Abdoulaye", "Ibrahima", "Mamadou", "Ousmane", "Souleymane"],
        birth_places: &["Bamako (Mali)", "Dakar (Sénégal)", "Abidjan (Côte d’Ivoire)", "Conakry (Guinée)"],
        nationalities: &[("malienne", "Mali"), ("sénégalaise", "Sénégal"), ("ivoirienne", "Côte d’Ivoire"), ("guinéenne", "Guinée")],
    },
    Origin {
        weight: 3,
        families: &["Ilunga", "Kabongo", "Mabiala", "Makaya", "Mbemba", "Nkoulou", "Ondo", "Tshibangu"],
        women: &["Bijou", "Clarisse", "Grâce", "Mireille", "Prisca"],
        men: &["Christian", "Dieudonné", "Fiston", "Guy-Roger", "Junior", "Trésor"],
        birth_places: &["Brazzaville (Congo)", "Douala (Cameroun)", "Libreville (Gabon)"],
        nationalities: &[("congolaise", "Congo"), ("camerounaise", "Cameroun"), ("gabonaise", "Gabon")],
    },
    Origin {
        weight: 2,
        families: &["Aksoy", "Çelik", "Demirtürk", "Kılıç", "Özkan", "Şimşek", "Yıldırım"],
        women: &["Ayşe", "Elif", "Selin", "Zeynep"],
        men: &["Burak", "Emre", "Hakan", "Murat", "Serkan"],
        birth_places: &["Izmir (Turquie)", "Gaziantep (Turquie)", "Konya (Turquie)"],
        nationalities: &[("turque", "Turquie")],
    },
    Origin {
        weight: 2,
        families: &["Chhim", "Huynh", "Lê Thanh", "Liu", "Nguyễn Văn", "Phommachanh", "Sok", "Trần"],
        women: &["Lan", "Linh", "Mai", "Sophea"],
        men: &["Bao", "Minh", "Rithy", "Tuan"],
        birth_places: &["Hué (Viêt Nam)", "Phnom Penh (Cambodge)", "Wenzhou (Chine)"],
        nationalities: &[("vietnamienne", "Viêt Nam"), ("cambodgienne", "Cambodge"), ("chinoise", "Chine")],
    },
    Origin {
        weight: 4,
        families: &["Bègue", "Célestine", "Dijoux", "Fontaine-Grondin", "Jean-Baptiste", "Louisy", "Marie-Sainte", "Robert-Hoarau", "Técher", "Zénon"],
        women: &["Gladys", "Josette", "Lorenza", "Marie-Andrée", "Nadège"],
        men: &["Dimitri", "Fabrice", "Jean-Hugues", "Jimmy", "Rodrigue", "Wilfrid"],
        birth_places: &["Saint-Joseph (La Réunion)", "Saint-Paul (La Réunion)", "Le Lamentin (Martinique)", "Les Abymes (Guadeloupe)"],
        nationalities: &[],
    },
    Origin {
        weight: 2,
        families: &["Fonoimoana", "McAlister", "O’Rourke", "Pritchard", "Teheiura", "Wakefield"],
        women: &["Fiona", "Hina", "Megan", "Vaea"],
        men: &["Craig", "Liam", "Manutea", "Teva"],
        birth_places: &["Papeete (Polynésie française)", "Leeds (Royaume-Uni)", "Cork (Irlande)"],
        nationalities: &[("britannique", "Royaume-Uni"), ("irlandaise", "Irlande")],
    },
];

/// Everyday nicknames.
pub(in crate::demo) const ALIASES: &[&str] = &[
    "Titi", "Mika", "le Grand", "Doudou", "Jo", "Nino", "le Breton", "Pépé", "Lulu", "Fred", "Bibou", "Tonton", "Max", "Nico", "Ti-Paul",
    "Momo", "Zaza", "Cricri", "le Ch’ti", "Bébert", "Manu", "Sasha", "Vava",
];
