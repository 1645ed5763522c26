//! Every sample of every page keeps the same promises.

use std::collections::HashSet;

use super::error::ErrorPage;
use super::samples::{frame, rendered};
use askama::Template;

/// The values of every attribute of that name.
fn attributes<'h>(html: &'h str, name: &str) -> Vec<&'h str> {
    let open = format!(" {name}=\"");
    html.match_indices(&open).map(|(at, _)| html[at + open.len()..].split('"').next().unwrap_or_default()).collect()
}

/// The names of the tags opened, in order.
fn tags(html: &str) -> Vec<&str> {
    let name = |rest: &'_ str| rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0);
    html.match_indices('<')
        .map(|(at, _)| &html[at + 1..])
        .map(|rest| &rest[..name(rest)])
        .filter(|tag| !tag.is_empty())
        .collect()
}

fn each(check: impl Fn(&str, &str)) {
    for (name, html) in rendered() {
        check(&name, &html);
    }
}

#[test]
fn every_page_is_in_french_with_one_title_and_one_first_heading() {
    let mut titles: HashSet<String> = HashSet::new();
    each(|name, html| {
        assert!(html.starts_with("<!doctype html>"), "{name}");
        assert!(html.contains("<html lang=\"fr\""), "{name}");
        assert_eq!(tags(html).iter().filter(|t| **t == "h1").count(), 1, "{name}");
        assert_eq!(tags(html).iter().filter(|t| **t == "main").count(), 1, "{name}");
        assert_eq!(tags(html).iter().filter(|t| **t == "title").count(), 1, "{name}");
        assert!(!html.contains("<title> ·"), "{name} has no title");
    });
    for (_, html) in rendered() {
        titles.extend(
            html.split_once("<title>").and_then(|(_, rest)| rest.split_once('<')).map(|(title, _)| title.to_owned()),
        );
    }
    assert!(titles.len() > 15, "titles tell the pages apart");
}

#[test]
fn identifiers_are_unique_and_labels_menus_and_descriptions_reach_them() {
    each(|name, html| {
        let ids = attributes(html, "id");
        let known: HashSet<_> = ids.iter().copied().collect();
        assert_eq!(ids.len(), known.len(), "{name} has an identifier twice");
        let inside = attributes(html, "href").into_iter().filter_map(|href| href.strip_prefix('#'));
        let pointed = ["for", "aria-labelledby", "aria-describedby"].into_iter().flat_map(|a| attributes(html, a));
        for target in inside.chain(pointed) {
            assert!(known.contains(target), "{name} points at #{target}, which is not there");
        }
    });
}

#[test]
fn nothing_is_inline_and_nothing_leaves_the_site() {
    each(|name, html| {
        for tag in ["style", "iframe", "img", "object"] {
            assert!(!tags(html).contains(&tag), "{name} has a {tag}");
        }
        // The one script is a file of ours, on the pages that ask for it.
        let script = "<script type=\"module\" src=\"/assets/autosave.js\"></script>";
        assert_eq!(tags(html).iter().filter(|tag| **tag == "script").count(), html.matches(script).count(), "{name}");
        assert_eq!(html.contains(script), html.contains(" data-autosave="), "{name}: the script and its form");
        assert!(attributes(html, "style").is_empty(), "{name}");
        for (at, _) in html.match_indices(" on") {
            let word = html[at + 3..].split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            assert!(!html[at + 3 + word.len()..].starts_with('='), "{name} has a handler on{word}");
        }
        for address in attributes(html, "href").into_iter().chain(attributes(html, "action")) {
            // The way out at the identity provider.
            let is_way_out = name.starts_with("signed_out") && address.starts_with("https://id.example/");
            assert!(
                is_way_out || address.starts_with('#') || (address.starts_with('/') && !address.starts_with("//")),
                "{name}: {address}"
            );
        }
    });
}

#[test]
fn every_field_of_a_form_has_a_label_and_forms_say_how_they_are_sent() {
    each(|name, html| {
        let labelled: HashSet<_> = attributes(html, "for").into_iter().collect();
        for (at, _) in
            html.match_indices("<input").chain(html.match_indices("<select")).chain(html.match_indices("<textarea"))
        {
            let field = html[at..].split('>').next().unwrap_or_default();
            if !field.contains("type=\"hidden\"") {
                let id = attributes(field, "id");
                assert!(id.len() == 1 && labelled.contains(id[0]), "{name}: {field}");
            }
        }
        for (at, _) in html.match_indices("<form") {
            let form = html[at..].split('>').next().unwrap_or_default();
            assert!(form.contains(" method=") && form.contains(" action="), "{name}: {form}");
        }
    });
}

#[test]
fn what_was_typed_comes_back_and_stays_text() {
    let pages = rendered();
    let page = |name: &str| pages.iter().find(|(n, _)| n == name).map(|(_, html)| html.as_str()).unwrap_or_default();
    assert!(page("purpose-1").contains("value=\"M. &#60;b&#62;Petit&#60;/b&#62; &#38; &#34;fils&#34;\""));
    assert!(page("observation-1").contains(">&#60;script&#62;&#34;&#38;\n</textarea>"));
    assert!(page("dossiers-0").contains("value=\"dupon &#34;&#60;\""));
}

/// Where the first form of the page's own stands, after those of its head.
fn first_form(html: &str) -> usize {
    let main = html.find("<main").unwrap();
    main + html[main..].find("<form").unwrap()
}

#[test]
fn a_faulty_form_says_so_first_and_leads_to_each_field() {
    let faulty: Vec<_> = rendered().into_iter().filter(|(_, html)| html.contains("id=\"erreurs\"")).collect();
    assert!(faulty.len() >= 5);
    for (name, html) in faulty {
        let summary = html.find("id=\"erreurs\"").unwrap();
        assert!(summary < first_form(&html), "{name}");
        assert!(html[summary..].split('>').next().unwrap().contains("tabindex=\"-1\" autofocus"), "{name}");
        assert_eq!(html.matches(" autofocus").count(), 1, "{name}");
        assert!(html.matches("class=\"fr-error-text\"").count() >= 2, "{name}");
    }
}

#[test]
fn before_the_purpose_is_given_only_the_reference_names_the_file() {
    for (name, html) in rendered().into_iter().filter(|(name, _)| name.starts_with("purpose")) {
        assert!(html.contains("K7M2-QD4X") && !html.contains("DUPONT") && !html.contains("qd-banner"), "{name}");
    }
}

#[test]
fn a_file_that_is_absent_answers_like_one_that_is_unknown_whatever_the_address() {
    let at = |path: &str| {
        let mut frame = frame("x");
        frame.return_to = path.to_owned();
        frame.title = path.to_owned();
        ErrorPage::no_such_file(frame).render().unwrap()
    };
    assert_eq!(at("/dossiers/a"), at("/dossiers/b"));
}

#[test]
fn every_link_and_button_has_words() {
    each(|name, html| {
        for (open, close) in [("<a ", "</a>"), ("<button", "</button>")] {
            for (at, _) in html.match_indices(open) {
                let inside =
                    html[at..].split(close).next().unwrap_or_default().split_once('>').map_or("", |(_, words)| words);
                assert!(inside.chars().any(char::is_alphanumeric), "{name}: {}", &html[at..at + 80]);
            }
        }
    });
}

#[test]
fn a_release_asks_for_its_acknowledgement_once_and_says_by_when() {
    for (name, html) in rendered().into_iter().filter(|(name, _)| name.starts_with("release-")) {
        let asked = html.matches(">Accuser réception</button>").count();
        assert_eq!(asked, usize::from(matches!(name.as_str(), "release-1" | "release-2")), "{name}");
        let late = html.matches("est en retard</h2>").count();
        assert_eq!(late, usize::from(name == "release-2"), "{name}");
        assert_eq!(html.matches("heure de La Réunion)</strong>").count(), asked, "{name}: the zone is named");
    }
}

#[test]
fn a_board_has_no_column_that_stays_empty() {
    let pages = rendered();
    let heads = |name: &str| {
        let (_, html) = pages.iter().find(|(n, _)| n == name).unwrap();
        (html.contains(">Votre service</th>"), html.contains(">Services prévenus</th>"))
    };
    assert_eq!(heads("releases-0"), (false, true));
    assert_eq!(heads("releases-1"), (true, false));
}

#[test]
fn a_datum_that_may_be_empty_may_be_emptied_and_the_form_says_so() {
    let pages = rendered();
    let page = |name: &str| pages.iter().find(|(n, _)| n == name).map(|(_, html)| html.as_str()).unwrap();
    let value = |html: &str| html.split("id=\"value\"").nth(1).unwrap().split('>').next().unwrap().to_owned();
    assert!(page("correction-0").contains("Laissez vide pour annuler la date."));
    assert!(!value(page("correction-0")).contains("required"), "a release can be cancelled");
    assert!(value(page("correction-3")).contains("required"), "a name can't be emptied");
}

#[test]
fn a_withheld_datum_keeps_its_place_and_says_why() {
    let (_, html) = rendered().into_iter().find(|(name, _)| name == "file-0").unwrap();
    assert!(html.contains("<dt>Téléphone</dt><dd class=\"qd-held\"><span><b>Non communiqué.</b> Réservé au greffe"));
}

#[test]
fn bases_stand_under_each_datum_only_when_asked_for() {
    let pages = rendered();
    let count = |name: &str| {
        pages.iter().find(|(n, _)| n == name).map_or(0, |(_, html)| html.matches("class=\"qd-basis\"").count())
    };
    assert_eq!(count("file-0"), 0);
    assert!(count("file-1") > 30);
}

#[test]
fn the_printed_file_carries_the_notice_and_no_control() {
    let (_, html) = rendered().into_iter().find(|(name, _)| name == "print-0").unwrap();
    assert_eq!(html.matches("ne peuvent être communiquées à des tiers").count(), 1);
    assert!(
        html.find("à des tiers").unwrap() < html.find("</header>").unwrap(),
        "in the head, which each sheet repeats"
    );
    assert!(html.contains("Édité le 21/11/2026 à\u{a0}14\u{a0}h\u{a0}30 par FAURE Camille"));
    for tag in ["a", "button", "form", "input", "details", "nav"] {
        assert!(!tags(&html).contains(&tag), "{tag}");
    }
}

#[test]
fn a_file_of_forty_data_stays_light() {
    let (_, html) = rendered().into_iter().find(|(name, _)| name == "file-0").unwrap();
    let rows = html.matches(">Corriger<").count() + html.matches("class=\"qd-held\"").count();
    assert!(rows >= 40, "{rows} rows");
    assert!(html.len() / rows <= 25 * 1024 / 40, "{} bytes for {rows} rows", html.len());
}
