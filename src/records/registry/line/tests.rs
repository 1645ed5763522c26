use jiff::civil::{date, time};

use super::*;
use crate::domain::value::NoValue;

const GOOD: &[(&str, &str)] = &[
    (column::PRISON, "cp-marais"),
    (column::ECROU, "48213"),
    (column::FAMILY_NAME, "Lheureux"),
    (column::GIVEN_NAMES, "Alix"),
    (column::BIRTH, "1990-03-12"),
    (column::SEX, "F"),
    (column::ADMITTED_ON, "2025-01-10"),
];

fn header() -> String {
    column::ALL.join(";")
}

/// A good line with some cells otherwise.
fn row(cells: &[(&str, &str)]) -> String {
    let cell = |name: &&str| {
        cells.iter().chain(GOOD).find(|(known, _)| known == name).map_or("", |(_, text)| *text).to_owned()
    };
    column::ALL.iter().map(cell).collect::<Vec<_>>().join(";")
}

fn file(rows: &[String]) -> String {
    format!("{}\n{}\n", header(), rows.join("\n"))
}

fn faults(content: impl AsRef<[u8]>) -> Vec<(usize, String, Wrong)> {
    parse(content.as_ref()).faults.into_iter().map(|f| (f.line, f.column.into_owned(), f.wrong)).collect()
}

/// What is wrong with a file of this one line.
#[track_caller]
fn only_fault(cells: &[(&str, &str)], column: &str, wrong: Wrong) {
    assert_eq!(faults(file(&[row(cells)])), [(2, column.to_owned(), wrong)], "{cells:?}");
}

#[test]
fn a_full_line_is_read_as_it_is_meant() {
    let content = file(&[row(&[
        (column::USAGE_NAME, "Mercier"),
        (column::ADDRESS, "\"3, rue \"\"des\"\" Lilas; bât. B\""),
        (column::COMMUNE, "59350"),
        (column::LONGEST, "P3Y"),
        (column::SENTENCE_END, "2027-05-01"),
        (column::RELEASE, "2027-02-28T09:30"),
        (column::REASON, "fin de peine"),
        (column::CATEGORIES, "RAD, DPS"),
        (column::REMOVAL, "oui"),
    ])]);
    let parsed = parse(content.as_bytes());
    assert_eq!(parsed.faults, []);
    let line = &parsed.lines[0];
    assert_eq!((line.number, line.ecrou.as_str(), line.birth), (2, "48213", date(1990, 3, 12)));
    assert_eq!(line.address.as_deref(), Some("3, rue \"des\" Lilas; bât. B"));
    assert_eq!(line.release, Some((date(2027, 2, 28), Some(time(9, 30, 0, 0)))));
    assert_eq!(line.categories, [Category::Rad, Category::Dps].into());
    assert!(line.removal && !line.soldier && line.who == Who::Unsaid);
    assert_eq!(format!("{line:?}"), "RegistryLine(2)", "nothing of the person");
}

#[test]
fn columns_may_come_in_any_order_with_a_byte_order_mark_and_windows_line_ends() {
    let mut names: Vec<&str> = column::ALL.to_vec();
    names.push(column::PERSON);
    names.reverse();
    let cells: Vec<&str> = names
        .iter()
        .map(|name| match *name {
            column::PERSON => "nouvelle",
            name => GOOD.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| *text),
        })
        .collect();
    let content = format!("\u{feff}{}\r\n{}\r\n", names.join(";"), cells.join(";"));
    let parsed = parse(content.as_bytes());
    assert_eq!(parsed.faults, []);
    assert_eq!(parsed.lines[0].family_name, "Lheureux");
    assert_eq!(parsed.lines[0].who, Who::New);
    assert_eq!(parsed.lines[0].number, 2);
}

#[test]
fn empty_lines_are_left_out_and_counted() {
    let content = format!("\n{}\r\n\r\n\n{}\n\n{}", header(), row(&[]), row(&[(column::ECROU, "")]));
    assert_eq!(faults(&content), [(7, column::ECROU.to_owned(), Wrong::NoValue(NoValue::Empty))]);
    assert_eq!(parse(content.as_bytes()).lines[0].number, 5);
}

#[test]
fn a_line_break_inside_a_cell_is_a_fault_and_the_lines_after_it_keep_their_numbers() {
    let content =
        file(&[row(&[(column::ADDRESS, "\"3, rue\ndes Lilas\"")]), row(&[(column::ECROU, "2"), (column::SEX, "f")])]);
    assert_eq!(
        faults(content),
        [
            (2, column::ADDRESS.to_owned(), Wrong::NoValue(NoValue::Control)),
            (4, column::SEX.to_owned(), Wrong::NoValue(NoValue::Choice)),
        ]
    );
}

#[test]
fn every_fault_of_the_file_is_told() {
    let content = file(&[
        row(&[(column::BIRTH, "1990-02-30"), (column::SEX, "Z"), (column::LONGEST, "3 ans")]),
        row(&[(column::ECROU, "48214")]),
        row(&[(column::ECROU, "48215"), (column::REMOVAL, "non"), (column::COMMUNE, "Lille")]),
        "a;b;c".to_owned(),
    ]);
    let told: Vec<_> = faults(&content).into_iter().map(|(line, column, _)| (line, column)).collect();
    let expected = [
        (2, column::BIRTH),
        (2, column::SEX),
        (2, column::LONGEST),
        (4, column::COMMUNE),
        (4, column::REMOVAL),
        (5, column::LINE),
    ];
    assert_eq!(told, expected.map(|(line, column)| (line, column.to_owned())));
    assert_eq!(parse(content.as_bytes()).lines.len(), 1);
}

#[test]
fn what_is_no_date_or_contradicts_another_is_refused() {
    only_fault(&[(column::ADMITTED_ON, "10/01/2025")], column::ADMITTED_ON, Wrong::NoValue(NoValue::Date));
    only_fault(&[(column::BIRTH, "1066-10-14")], column::BIRTH, Wrong::NoValue(NoValue::Date));
    only_fault(&[(column::BIRTH, "2025-01-11")], column::BIRTH, Wrong::BirthAfterAdmission);
    only_fault(&[(column::RELEASE, "2025-01-09")], column::RELEASE, Wrong::ReleaseBeforeAdmission);
    only_fault(
        &[(column::SENTENCE_END, "2025-01-09"), (column::LONGEST, "P1Y")],
        column::SENTENCE_END,
        Wrong::EndBeforeAdmission,
    );
    for odd in
        ["2027-02-30", "2027-02-28T24:00", "2027-02-28T9:30", "2027-02-28 09:30", "2027-02-28T09:30:00", "T09:30"]
    {
        only_fault(&[(column::RELEASE, odd)], column::RELEASE, Wrong::DateTime);
    }
    only_fault(&[(column::CATEGORIES, "TIS,XXX")], column::CATEGORIES, Wrong::Category);
    only_fault(&[(column::FAMILY_NAME, &"a".repeat(201))], column::FAMILY_NAME, Wrong::NoValue(NoValue::TooLong));
    only_fault(&[(column::FAMILY_NAME, "a\u{0}b")], column::FAMILY_NAME, Wrong::NoValue(NoValue::Control));
}

#[test]
fn a_number_stands_once_in_a_file_and_once_in_each_prison() {
    let same = file(&[row(&[]), row(&[(column::ECROU, "48 213")])]);
    assert_eq!(faults(same), [(3, column::ECROU.to_owned(), Wrong::SameNumber(2))]);
    assert_eq!(faults(file(&[row(&[]), row(&[(column::PRISON, "ma-autre")])])), []);
}

#[test]
fn the_header_must_be_complete() {
    let unknown = format!("{};couleur\n", header().replace("sexe", "ecrou"));
    assert_eq!(
        faults(unknown),
        [
            (1, column::ECROU.to_owned(), Wrong::DuplicatedColumn),
            (1, "couleur".to_owned(), Wrong::UnknownColumn),
            (1, column::SEX.to_owned(), Wrong::MissingColumn),
        ]
    );
    let without = faults(row(&[]));
    assert!(without.iter().all(|(_, column, _)| !column.contains("Lheureux")), "no header: no name is repeated");
    assert!(without.len() > 19);
}

#[test]
fn nothing_is_no_file() {
    for nothing in ["", "\u{feff}", "\n\r\n"] {
        assert_eq!(faults(nothing), [(1, column::FILE.to_owned(), Wrong::Empty)]);
    }
    assert_eq!(faults(header()), [(1, column::FILE.to_owned(), Wrong::Empty)]);
}

#[test]
fn bytes_of_another_encoding_are_named_by_line_and_column() {
    let mut content = file(&[row(&[]), row(&[(column::ECROU, "48214"), (column::GIVEN_NAMES, "Zoé")])]).into_bytes();
    let at = content.windows(2).position(|pair| pair == "é".as_bytes()).expect("the accent");
    content.splice(at..at + 2, [0xe9]);
    assert_eq!(faults(&content), [(3, column::GIVEN_NAMES.to_owned(), Wrong::NotUtf8)]);
}

#[test]
fn files_beyond_the_caps_are_refused() {
    assert_eq!(faults(vec![b'a'; MOST_BYTES + 1]), [(1, column::FILE.to_owned(), Wrong::TooLarge)]);
    let many = format!("{}\n{}", header(), ";\n".repeat(MOST_LINES));
    let parsed = parse(many.as_bytes());
    assert_eq!(parsed.faults.last().map(|f| (f.line, f.wrong.clone())), Some((MOST_LINES + 1, Wrong::TooManyLines)));
}

#[test]
fn an_hour_is_skipped_where_summer_begins_and_nowhere_else() {
    let line = |at: &str| parse(file(&[row(&[(column::RELEASE, at)])]).as_bytes()).lines[0].clone();
    let (paris, martinique) = (TimeZone::get("Europe/Paris").unwrap(), TimeZone::get("America/Martinique").unwrap());
    assert!(line("2027-03-28T02:30").is_skipped(&paris));
    assert!(!line("2027-03-28T02:30").is_skipped(&martinique));
    assert!(!line("2027-03-28T03:00").is_skipped(&paris));
    assert!(!line("2027-10-31T02:30").is_skipped(&paris), "there twice, but there");
    assert!(!line("2027-03-28").is_skipped(&paris));
}
