//! What each of the readers sees.

use super::*;

fn guard() -> ReaderFacts {
    reader(InstitutionKind::Prison, Function::Guard)
}

fn registry() -> ReaderFacts {
    reader(InstitutionKind::Prison, Function::Registry)
}

#[test]
fn guards_read_custody_data_which_the_registry_alone_may_write() {
    let agreement = in_force();
    let held = [tie(TieKind::Held)];
    let by_guard = decide(&agreement, &guard(), &person(Phase::Detention), &held);
    let by_registry = decide(&agreement, &registry(), &person(Phase::Detention), &held);
    for category in [DataCategory::Identity, DataCategory::Housing, DataCategory::Sentence, DataCategory::Movements] {
        assert_eq!(by_guard.category_level(category, Relation::Other), Level::Full);
        assert_eq!(by_guard.may_write(category), None, "{category}");
        let cell = by_registry.may_write(category).map(|cell| agreement.cell(cell));
        assert_eq!(cell.and_then(|cell| cell.basis.item.as_deref()), Some("5°"), "{category}");
    }
    assert!(by_guard.may_write(DataCategory::Observation).is_some());
}

#[test]
fn after_release_genesis_stays_open_to_registry_and_management_who_read_and_no_longer_write() {
    let agreement = in_force();
    let held = [tie(TieKind::Held)];
    for phase in [Phase::Community, Phase::Closed] {
        assert!(!decide(&agreement, &guard(), &person(phase), &held).opens());
        let decision = decide(&agreement, &registry(), &person(phase), &held);
        assert_eq!(decision.right(Field::ObservationText, Relation::Other).level, Level::Full);
        // But a levée d'écrou typed by mistake can be put right.
        let written = Field::ALL.iter().filter(|field| decision.right(**field, Relation::Own).write);
        assert_eq!(written.collect::<Vec<_>>(), [&Field::ReleasedAt]);
    }
}

#[test]
fn probation_keeps_identity_housing_and_sentence_after_release_on_appi_and_nothing_else() {
    let agreement = in_force();
    let probation = reader(InstitutionKind::Probation, Function::Counsellor);
    let decision = decide(&agreement, &probation, &person(Phase::Community), &[tie(TieKind::Followed)]);
    for category in DataCategory::ALL {
        let expected = match category {
            DataCategory::Identity | DataCategory::Housing | DataCategory::Sentence => Level::Full,
            DataCategory::IntelligenceNote => Level::Existence,
            _ => Level::None,
        };
        assert_eq!(decision.category_level(*category, Relation::Other), expected, "{category}");
    }
    let cell = decision.right(Field::FamilyName, Relation::Other).cell.map(|cell| agreement.cell(cell));
    assert_eq!(cell.map(|cell| cell.basis.regime.code()), Some("appi"));
}

#[test]
fn in_detention_the_same_identity_rests_on_genesis() {
    let agreement = in_force();
    let probation = reader(InstitutionKind::Probation, Function::Counsellor);
    let decision = decide(&agreement, &probation, &person(Phase::Detention), &[tie(TieKind::Followed)]);
    let cell = decision.right(Field::FamilyName, Relation::Other).cell.map(|cell| agreement.cell(cell));
    assert_eq!(cell.map(|cell| cell.basis.label()).as_deref(), Some("R. 240-5 C. pénit. (anc. R. 57-9-22 CPP), 9° a"));
}

#[test]
fn read_literally_genesis_is_closed_to_judges_before_the_sentence() {
    let agreement = in_force();
    let judge = reader(InstitutionKind::InvestigatingJudge, Function::Magistrate);
    for phase in [Phase::Investigation, Phase::PreTrial, Phase::Trial] {
        assert!(!decide(&agreement, &judge, &person(phase), &[tie(TieKind::Followed)]).opens(), "{phase}");
    }
}

#[test]
fn the_police_of_the_declared_address_get_the_five_items_of_the_notice() {
    let officer = reader(InstitutionKind::Police, Function::Officer);
    let ties = [notice(Notice::Sentence3y)];
    let decision = decide(&in_force(), &officer, &person(Phase::PreRelease), &ties);
    assert_eq!(shown(&decision), ["declared_address", "declared_commune", "release_date", "released_at"]);
    let before = decide(&in_force(), &officer, &person(Phase::Detention), &ties);
    assert!(!before.opens());
    let after = decide(&in_force(), &officer, &person(Phase::Community), &ties);
    assert_eq!(shown(&after), ["released_at"]);
}

#[test]
fn the_police_of_the_place_of_a_leave_learn_of_the_leave_and_not_of_the_release() {
    let officer = reader(InstitutionKind::Gendarmerie, Function::Officer);
    // The person does have a sentence of three years: but this service was not told for that.
    let subject = person_with(Phase::PreRelease, &[Predicate::Sentence3y, Predicate::Leave]);
    let decision = decide(&in_force(), &officer, &subject, &[notice(Notice::Leave)]);
    assert_eq!(shown(&decision), ["leave_host", "leave_address", "movement_kind", "planned_on", "return_on"]);
}

#[test]
fn a_prefecture_is_told_of_a_removal_or_of_a_leave_each_in_its_own_terms() {
    let prefecture = reader(InstitutionKind::Prefecture, Function::Agent);
    let told = |what| decide(&in_force(), &prefecture, &person(Phase::Detention), &[notice(what)]);
    let removal = told(Notice::ForeignerRemoval);
    assert!(removal.shows(Field::Nationality, Relation::Other) && !removal.shows(Field::Aliases, Relation::Other));
    assert!(removal.shows(Field::ReleaseDate, Relation::Other) && !removal.shows(Field::Quantum, Relation::Other));
    assert_eq!(shown(&told(Notice::Leave)), ["leave_host", "movement_kind", "planned_on", "return_on"]);
}

#[test]
fn a_pushed_sheet_opens_itself_and_its_bearer_and_nothing_else() {
    let prosecutor = reader(InstitutionKind::InvestigatingJudge, Function::Magistrate);
    let decision = decide(&in_force(), &prosecutor, &person(Phase::Detention), &[communication("sheet-1")]);
    assert!(decision.shows(Field::ObservationText, Relation::Communicated));
    assert!(!decision.shows(Field::ObservationText, Relation::Other));
    assert!(decision.communicates("sheet-1") && !decision.communicates("sheet-2"));
    assert_eq!(decision.right(Field::FamilyName, Relation::Other).level, Level::Summary);
    assert_eq!(shown(&decision), [""; 0]);
}

#[test]
fn the_prosecutor_reads_observations_as_a_member_of_the_cap_for_a_convicted_person_on_its_agenda() {
    let prosecutor = reader(InstitutionKind::Prosecution, Function::Magistrate);
    let ties = [tie(TieKind::Prosecuted)];
    for (predicates, expected) in [
        (&[Predicate::CapItem, Predicate::Convicted][..], true),
        (&[Predicate::CapItem][..], false),
        (&[Predicate::Convicted][..], false),
    ] {
        let decision = decide(&in_force(), &prosecutor, &person_with(Phase::Detention, predicates), &ties);
        assert_eq!(decision.shows(Field::ObservationText, Relation::Other), expected, "{predicates:?}");
    }
}

#[test]
fn courts_read_the_compte_rendu_without_the_comments_that_prepared_it() {
    let judge = reader(InstitutionKind::SentencingCourt, Function::Magistrate);
    let decision = decide(&in_force(), &judge, &person(Phase::Detention), &[tie(TieKind::Followed)]);
    assert!(decision.shows(Field::Synthesis, Relation::Other));
    assert!(!decision.shows(Field::PriorComment, Relation::Other));
}

#[test]
fn carers_and_teachers_write_observations_and_read_back_their_own() {
    for (kind, function) in
        [(InstitutionKind::Health, Function::Caregiver), (InstitutionKind::Education, Function::Teacher)]
    {
        let decision =
            decide(&in_force(), &reader(kind, function), &person(Phase::Detention), &[tie(TieKind::Followed)]);
        assert!(decision.may_write(DataCategory::Observation).is_some());
        assert!(decision.shows(Field::ObservationText, Relation::Own));
        assert!(!decision.shows(Field::ObservationText, Relation::Other));
    }
}

#[test]
fn that_a_note_exists_opens_no_file() {
    let officer = reader(InstitutionKind::Police, Function::Officer);
    let decision = decide(&in_force(), &officer, &person(Phase::Detention), &[tie(TieKind::Followed)]);
    assert_eq!(decision.category_level(DataCategory::IntelligenceNote, Relation::Other), Level::Existence);
    assert!(!decision.shows(Field::NoteText, Relation::Other) && !decision.opens());
}

#[test]
fn technical_administration_is_nobodys_recipient() {
    let agreement = in_force();
    for kind in InstitutionKind::ALL {
        let administrator = reader(*kind, Function::Administrator);
        for tie_kind in [TieKind::Held, TieKind::Followed, TieKind::Prosecuted, TieKind::Hierarchy] {
            let decision = decide(&agreement, &administrator, &person(Phase::Detention), &[tie(tie_kind)]);
            assert_eq!(decision.reach, Decision::nothing().reach, "{kind}");
        }
    }
    let both = ReaderFacts { functions: vec![Function::Administrator, Function::Registry], ..registry() };
    assert!(decide(&agreement, &both, &person(Phase::Detention), &[tie(TieKind::Held)]).opens());
}

#[test]
fn a_partner_invited_to_an_item_sees_its_papers_and_what_was_laid_on_its_table() {
    let association = reader(InstitutionKind::Association, Function::Agent);
    let bare = decide(&in_force(), &association, &person(Phase::Detention), &[at_the_table("a", &[])]);
    assert!(bare.shows(Field::Synthesis, Relation::AtTheTable) && bare.shows(Field::FamilyName, Relation::AtTheTable));
    assert!(bare.sits_at("a") && !bare.sits_at("b") && bare.may_contribute().is_some());
    // The minutes of other commissions, and any other category, stay closed.
    assert!(!bare.shows(Field::Synthesis, Relation::Other) && !bare.shows(Field::ObservationTheme, Relation::Other));
    assert!(bare.may_write(DataCategory::ConferenceRecord).is_none());

    let laid = [at_the_table("a", &[DataCategory::Observation, DataCategory::Discipline])];
    let tabled = decide(&in_force(), &association, &person(Phase::Detention), &laid);
    assert!(tabled.shows(Field::ObservationTheme, Relation::Other));
    assert!(!tabled.shows(Field::ObservationText, Relation::Other), "the ceiling gives partners a summary");
    assert!(!tabled.shows(Field::Fault, Relation::Other), "the ceiling gives partners nothing of discipline");
    assert!(!tabled.right(Field::ObservationTheme, Relation::Own).write, "what is laid on the table is read there");
}

#[test]
fn health_listens_and_writes_nothing_at_the_table() {
    let unit = reader(InstitutionKind::Health, Function::Caregiver);
    let decision = decide(&in_force(), &unit, &person(Phase::Detention), &[at_the_table("a", &[])]);
    assert!(decision.shows(Field::PriorComment, Relation::AtTheTable));
    assert!(decision.may_contribute().is_none());
}

#[test]
fn health_indicators_and_intelligence_cannot_be_laid_on_any_table() {
    let laid = [at_the_table("a", &[DataCategory::HealthIndicators, DataCategory::IntelligenceNote])];
    for kind in [InstitutionKind::Association, InstitutionKind::YouthProtection, InstitutionKind::Police] {
        let decision = decide(&in_force(), &reader(kind, Function::Agent), &person(Phase::Detention), &laid);
        assert_eq!(decision.category_level(DataCategory::HealthIndicators, Relation::Other), Level::None, "{kind}");
        assert_eq!(decision.category_level(DataCategory::IntelligenceNote, Relation::Other), Level::None, "{kind}");
    }
}
