//! What the stylesheet promises: it is small, asks for nothing from elsewhere, and its words can be read.

const SHEET: &str = include_str!("../theme/quadrige.css");

/// The light and the dark colour of a token.
fn token(name: &str) -> [u32; 2] {
    let (_, rest) = SHEET.split_once(&format!("--{name}: ")).unwrap();
    let value = rest.split(';').next().unwrap();
    let colours: Vec<u32> = value.split('#').skip(1).map(colour).collect();
    [colours[0], colours[colours.len() - 1]]
}

/// `fff…` or `0a4c42…` as a number.
fn colour(text: &str) -> u32 {
    let digits: String = text.chars().take_while(char::is_ascii_hexdigit).collect();
    let long: String = if digits.len() == 3 { digits.chars().flat_map(|d| [d, d]).collect() } else { digits };
    u32::from_str_radix(&long, 16).unwrap()
}

/// Relative luminance (WCAG 2.1).
fn luminance(colour: u32) -> f64 {
    let part = |shift: u32| {
        let c = f64::from(colour >> shift & 255) / 255.0;
        if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
}

/// The lesser of the contrasts in light and dark (WCAG 2.1).
fn contrast(one: &str, other: &str) -> f64 {
    let ratio = |mode: usize| {
        let (a, b) = (luminance(token(one)[mode]) + 0.05, luminance(token(other)[mode]) + 0.05);
        a.max(b) / a.min(b)
    };
    ratio(0).min(ratio(1))
}

#[test]
fn words_contrast_seven_to_one_and_edges_three_to_one_in_light_and_dark() {
    let grounds = ["paper", "sheet", "wash"];
    for ground in grounds {
        for word in ["ink", "soft", "accent", "danger", "care", "police", "parquet", "prison", "probation", "partner"] {
            assert!(contrast(word, ground) >= 7.0, "{word} on {ground}: {}", contrast(word, ground));
        }
        for edge in ["edge", "focus"] {
            assert!(contrast(edge, ground) >= 3.0, "{edge} on {ground}: {}", contrast(edge, ground));
        }
    }
    for (word, ground) in [
        ("on-accent", "accent"),
        ("on-cloth", "cloth"),
        ("danger", "danger-wash"),
        ("care", "care-wash"),
        ("ink", "hatch"),
    ] {
        assert!(contrast(word, ground) >= 7.0, "{word} on {ground}: {}", contrast(word, ground));
    }
}

#[test]
fn the_stylesheet_is_small_and_asks_for_nothing_from_elsewhere() {
    // Some 8 KB compressed: `tests/browser/weight.test.mjs` weighs what goes over the line, 60 KB for a first page.
    assert!(SHEET.len() <= 38 * 1024, "{} bytes", SHEET.len());
    for forbidden in ["url(", "@import", "@font-face", "http:", "https:"] {
        assert!(!SHEET.contains(forbidden), "{forbidden}");
    }
    assert_eq!(SHEET.matches('{').count(), SHEET.matches('}').count());
}
