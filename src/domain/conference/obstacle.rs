//! What stands in the way of a step: a code for tests, and in French what it is and what to do.

use crate::domain::text_enum::text_enum;

text_enum! {
    /// Why something can't be done now, or not by this person.
    Obstacle {
        EmptyAgenda = "empty_agenda", "L’ordre du jour est vide. Inscrivez au moins un point avant de convoquer.";
        NobodyInvited = "nobody_invited", "Personne d’autre que l’établissement n’est invité à l’un des points. Invitez au moins un service à chaque point avant de convoquer.";
        AlreadyConvoked = "already_convoked", "La séance est déjà convoquée. Les changements que vous faites sont annoncés aux personnes concernées.";
        NotConvoked = "not_convoked", "La séance n’est pas encore convoquée. Convoquez-la d’abord.";
        NotOpen = "not_open", "La séance n’est pas ouverte. Ouvrez-la en indiquant qui la préside.";
        AlreadyOpen = "already_open", "La séance a déjà commencé.";
        NotCirculated = "not_circulated", "Le compte rendu n’a pas été diffusé. Diffusez-le d’abord : chaque participant doit pouvoir faire ses remarques.";
        NotCirculatedYet = "not_circulated_yet", "Le compte rendu n’est pas encore diffusé. Attendez sa diffusion pour faire une remarque ; avant la séance, écrivez une contribution.";
        AlreadyCirculated = "already_circulated", "Le compte rendu est déjà diffusé. Faites une remarque sur le point : le secrétariat peut encore corriger le compte rendu avant sa validation.";
        Sealed = "sealed", "Le compte rendu est validé et scellé : plus rien n’y change. Ajoutez un additif, daté et signé, au point concerné.";
        NotSealed = "not_sealed", "Le compte rendu n’est pas encore scellé : corrigez-le directement, un additif n’est utile qu’après.";
        Cancelled = "cancelled", "La séance est annulée. Inscrivez le dossier à une autre séance.";
        NoChair = "no_chair", "Personne ne préside la séance. Indiquez qui l’a présidée avant de valider le compte rendu.";
        NotTheChair = "not_the_chair", "Seule la personne qui a présidé la séance, ou le chef d’établissement, valide son compte rendu.";
        NotCompetent = "not_competent", "La commission donne un avis ; la décision appartient au chef d’établissement ou à son délégataire. Enregistrez un avis, ou laissez la décision à la personne compétente.";
        NotTheSecretariat = "not_the_secretariat", "Seuls la direction, l’encadrement et le greffe de l’établissement tiennent l’ordre du jour et le compte rendu.";
        NotInvited = "not_invited", "Ce service n’est pas invité à ce point. Invitez-le d’abord, ou choisissez un service invité.";
        InvitationWithdrawn = "invitation_withdrawn", "Votre invitation à ce point a été retirée. Ce que vous aviez déjà transmis reste au dossier de la séance ; adressez-vous au secrétariat de la commission.";
        CannotBeInvited = "cannot_be_invited", "Aucun texte ne permet d’inviter ce service à un point d’ordre du jour.";
        NameNeeded = "name_needed", "Un partenaire est invité nommément. Choisissez la personne qui viendra.";
        ConsentNeeded = "consent_needed", "Ce partenaire apprendra le lieu de détention : indiquez la date à laquelle la personne détenue y a consenti expressément (article D. 214-31 du code pénitentiaire).";
        AlreadyOnAgenda = "already_on_agenda", "Cette personne est déjà inscrite à l’ordre du jour de cette séance.";
        NotHeldHere = "not_held_here", "Cette personne n’est pas détenue dans cet établissement : sa situation relève d’une autre commission.";
        NotTheirs = "not_theirs", "Seul un service qui dispose de cette rubrique en entier peut la verser à la séance.";
        MedicalSecrecy = "medical_secrecy", "Le service de santé ne transmet ni commentaire ni avis sur un point : il répond aux questions fermées prévues par les textes, ou rédige une observation.";
        InThePast = "in_the_past", "Cette date est passée. Choisissez une date à venir.";
        TooFar = "too_far", "Cette date est trop éloignée : une séance se prévoit dans l’année.";
        ReasonNeeded = "reason_needed", "Une décision de ne pas agir, ou de reporter, est motivée. Indiquez le motif.";
        ReviewNeeded = "review_needed", "Une décision de ne pas agir, ou de reporter, est revue. Indiquez la date de la prochaine revue.";
        AlreadyAnswered = "already_answered", "Cette action a déjà reçu une réponse.";
        NotTheirAction = "not_their_action", "Cette action est confiée à un autre service.";
        ChairNeeded = "chair_needed", "Choisissez qui préside : quelqu’un qui siège à la présidence de la commission, ou qui la représente, et dont l’habilitation est en cours.";
        NotOfTheService = "not_of_the_service", "Cette personne n’appartient pas au service responsable, ou son habilitation n’est plus valable. Choisissez quelqu’un de ce service, ou laissez l’action au service.";
        OwnOpinion = "own_opinion", "Ce service a donné son avis lui-même : lui seul peut le modifier.";
        NotedAbsent = "noted_absent", "Ce service est noté absent. Corrigez sa présence avant de recueillir son avis.";
        DetailNeeded = "detail_needed", "Indiquez par qui le service est représenté, ou le motif de l’absence.";
        AnswerNeeded = "answer_needed", "Une action abandonnée l’est pour une raison. Indiquez pourquoi elle n’est pas menée.";
        TermInThePast = "term_in_the_past", "La date limite des remarques est passée ou trop éloignée. Choisissez un jour à venir, dans les trois mois.";
        CommissionExists = "commission_exists", "Cet établissement a déjà sa commission pluridisciplinaire unique.";
        SeatTaken = "seat_taken", "Ce siège existe déjà dans la commission.";
        LastChair = "last_chair", "La commission a besoin d’une présidence. Attribuez la présidence à un autre siège avant de retirer celui-ci.";
    }
}
