//! What stands in the way of granting, withdrawing or delegating: a code for the journal, and in French the rule, what it rests on and
//! what to do. House rules say that they are the platform's own: the texts have the last three for contractors' employees only.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// Why something can't be done with a clearance, or not by this person.
    Hurdle {
        LoneGrant = "lone_grant", "Une habilitation demande deux personnes et deux autorités\u{a0}: qui a donné la première signature, ou au nom de qui elle l’a été, ne prend aucune part à la seconde, même par délégation (règle de la plateforme). Laissez une autre autorité signer.";
        OwnClearance = "own_clearance", "Personne ne s’habilite soi-même, ni ne décide de sa propre habilitation, pas même par délégation (règle de la plateforme). Adressez-vous à une autre autorité compétente.";
        OwnProposal = "own_proposal", "La personne qui propose une habilitation ne la signe pas une seconde fois\u{a0}: il faut deux personnes (règle de la plateforme). Laissez une autre autorité signer.";
        GrantorNotCleared = "grantor_not_cleared", "La personne qui a proposé cette habilitation, ou au nom de laquelle elle l’a été, ne pourrait plus la proposer aujourd’hui\u{a0}: son habilitation, ses fonctions ou sa délégation ont changé, et sa signature ne compte plus (règle de la plateforme). Refusez la proposition et faites-en une nouvelle.";
        FunctionNotHere = "function_not_here", "Le protocole ne connaît pas cette fonction dans un service de cette nature. Choisissez une fonction du service.";
        NoFunction = "no_function", "Une habilitation couvre au moins une fonction. Choisissez-en une.";
        TooLong = "too_long", "Une habilitation dure cinq ans au plus (règle de la plateforme). Choisissez une fin plus proche\u{a0}; elle pourra être renouvelée.";
        EndsBeforeStart = "ends_before_start", "L’habilitation doit finir après son début. Corrigez l’une des deux dates.";
        StartsInThePast = "starts_in_the_past", "Une habilitation ne vaut pas pour le passé (règle de la plateforme). Choisissez aujourd’hui ou un jour à venir.";
        TooFarAhead = "too_far_ahead", "Une habilitation commence au plus tard six mois après sa proposition (règle de la plateforme). Choisissez un premier jour plus proche\u{a0}; un renouvellement se propose dans les six mois qui précèdent l’échéance.";
        Overlap = "overlap", "Cette personne a déjà, sur une partie de cette période, une habilitation en cours ou proposée pour l’une de ces fonctions. Faites commencer la nouvelle après la fin de l’autre.";
        NotOfTheService = "not_of_the_service", "Cette personne n’appartient pas à ce service. Une habilitation ne vaut que là où l’on travaille.";
        AccountClosed = "account_closed", "Le compte de cette personne est fermé\u{a0}: aucune habilitation ne lui est accordée, ni aucune signature déléguée (règle de la plateforme). S’il a été fermé par erreur, demandez à l’administration technique de le rouvrir.";
        ServiceClosed = "service_closed", "Ce service est fermé\u{a0}: aucune habilitation n’y est accordée ni revue (règle de la plateforme). S’il a été fermé par erreur, demandez à l’administration technique de le rouvrir.";
        NotPossibleNow = "not_possible_now", "L’état de cette habilitation a changé, ou ne permet pas cet acte. Relisez son historique.";
        StartHasPassed = "start_has_passed", "La seconde signature arrive après la fin prévue\u{a0}: il ne reste rien à accorder. Refusez la proposition et faites-en une nouvelle.";
        ObservationsFirst = "observations_first", "Un retrait est précédé des observations de la personne (R. 57-28 à R. 57-30 CPP pour les agents des prestataires\u{a0}; règle de la plateforme pour tous). Demandez-les\u{a0}: elle a quinze jours pour répondre.";
        StillTimeToAnswer = "still_time_to_answer", "La personne a quinze jours pour présenter ses observations (règle de la plateforme) et n’a pas encore répondu. Attendez sa réponse ou la fin du délai\u{a0}; en cas d’urgence, suspendez.";
        ObservationsLapsed = "observations_lapsed", "Les observations ont été demandées il y a trop longtemps\u{a0}: un retrait suit dans les trois mois après la fin du délai de réponse (règle de la plateforme). Demandez-les de nouveau.";
        AlreadyAsked = "already_asked", "Les observations de la personne ont déjà été demandées. Attendez sa réponse ou la fin du délai de quinze jours.";
        NothingAsked = "nothing_asked", "Aucune observation ne vous est demandée sur cette habilitation.";
        AlreadyAnswered = "already_answered", "Vous avez déjà présenté vos observations.";
        ReasonNeeded = "reason_needed", "Cet acte est motivé. Écrivez en une phrase pourquoi, sans rien qui concerne une personne détenue ou suivie.";
        ChainOfDelegations = "chain_of_delegations", "Un délégataire ne délègue pas à son tour ce qu’il tient d’une délégation (R. 113-66 C. pénit., anc. R. 57-6-24 CPP). Demandez à l’autorité elle-même.";
        DelegationTooLong = "delegation_too_long", "Une délégation ne dure pas plus longtemps que l’habilitation de la personne qui délègue. Choisissez une fin plus proche.";
        DelegateNotCleared = "delegate_not_cleared", "La signature ne se délègue qu’à une personne du même service, elle-même habilitée (R. 113-66 C. pénit., anc. R. 57-6-24 CPP). Choisissez quelqu’un d’autre.";
        DelegationToOneself = "delegation_to_oneself", "On ne délègue pas à soi-même. Choisissez un collègue.";
        DelegationInThePast = "delegation_in_the_past", "Une délégation commence aujourd’hui ou plus tard, et finit après son début. Corrigez les dates.";
        AlreadyDelegated = "already_delegated", "Cette personne a déjà une délégation de votre part sur une partie de cette période.";
        ReviewUnderWay = "review_under_way", "Une revue de ce service est déjà en cours. Terminez-la d’abord, ou attendez la fin de son délai.";
        ReviewDay = "review_day", "La revue se termine un jour à venir, dans les six mois (règle de la plateforme). Choisissez une autre date.";
        NothingToReview = "nothing_to_review", "Ce service n’a aucune habilitation en cours\u{a0}: il n’y a rien à revoir.";
    }
}
