//! Figures about what agents did that give nobody away (domain, section 10: statistics only as aggregates).
//!
//! Several tables that count the same entries are published together. A count below [`SMALLEST`] is replaced by "fewer than"; and so
//! that no sum gives it back, every table then withholds one of its larger counts too, chosen by its place and never by its size.
//! Totals are made from what is published, by whoever prints it, and from nothing else.

/// The smallest count that is given. A house rule: no text sets one.
pub const SMALLEST: u64 = 5;

/// A count as it is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// This many.
    Exactly(u64),
    /// At least one, fewer than the smallest count given.
    Few,
    /// Withheld, so that the others don't give a small one away: any number from one.
    Withheld,
}

/// Rows of counts.
pub type Counts = Vec<Vec<u64>>;

/// The same, as published.
pub type Figures = Vec<Vec<Figure>>;

/// Publishes tables that count the same entries. Where one of them has nothing but small counts to withhold, none gives any count.
#[must_use]
pub fn publish(tables: &[Counts], smallest: u64) -> Vec<Figures> {
    let is_few = |count: &u64| (1..smallest).contains(count);
    let all = || tables.iter().flatten().flatten();
    if !all().any(is_few) {
        return figures(tables, |_, count| Figure::Exactly(count));
    }
    let larger: Vec<Option<usize>> =
        tables.iter().map(|table| table.iter().flatten().position(|count| *count >= smallest)).collect();
    if larger.contains(&None) {
        return figures(tables, |_, count| if count == 0 { Figure::Exactly(0) } else { Figure::Withheld });
    }
    figures(tables, |(table, place), count| match count {
        count if is_few(&count) => Figure::Few,
        _ if larger[table] == Some(place) => Figure::Withheld,
        count => Figure::Exactly(count),
    })
}

fn figures(tables: &[Counts], figure: impl Fn((usize, usize), u64) -> Figure) -> Vec<Figures> {
    let of_table = |(n, table): (usize, &Counts)| {
        let mut place = 0;
        table
            .iter()
            .map(|row| {
                row.iter()
                    .map(|count| {
                        place += 1;
                        figure((n, place - 1), *count)
                    })
                    .collect()
            })
            .collect()
    };
    tables.iter().enumerate().map(of_table).collect()
}

/// What these figures come to: exactly, or at least, where one of them isn't given.
#[must_use]
pub fn total<'f>(figures: impl IntoIterator<Item = &'f Figure>) -> (u64, bool) {
    figures.into_iter().fold((0, true), |(sum, is_exact), figure| match figure {
        Figure::Exactly(count) => (sum + count, is_exact),
        Figure::Few | Figure::Withheld => (sum + 1, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn large_counts_are_given_and_small_ones_never() {
        let table = vec![vec![12, 0], vec![7, 5]];
        assert_eq!(
            publish(std::slice::from_ref(&table), 5),
            [vec![vec![Figure::Exactly(12), Figure::Exactly(0)], vec![Figure::Exactly(7), Figure::Exactly(5)]]]
        );
        let table = vec![vec![12, 0], vec![3, 5]];
        let published = publish(&[table], 5);
        assert_eq!(
            published,
            [vec![vec![Figure::Withheld, Figure::Exactly(0)], vec![Figure::Few, Figure::Exactly(5)]]]
        );
        assert_eq!(total(published[0].iter().flatten()), (7, false));
    }

    /// Every table of so many cells with counts up to `most` that count `sum` entries.
    fn tables(cells: usize, most: u64) -> BTreeMap<u64, Vec<Vec<u64>>> {
        let mut rows: Vec<Vec<u64>> = vec![Vec::new()];
        for _ in 0..cells {
            rows = rows.iter().flat_map(|row| (0..=most).map(|n| [row.as_slice(), &[n]].concat())).collect();
        }
        let mut by_sum: BTreeMap<u64, Vec<Vec<u64>>> = BTreeMap::new();
        for row in rows {
            by_sum.entry(row.iter().sum()).or_default().push(row);
        }
        by_sum
    }

    /// All worlds of two tables that count the same entries, by what is published of them: whatever isn't given can be at least two
    /// things, for whoever knows the rule, all that is published, and that both tables have the same sum.
    #[test]
    fn nothing_that_is_withheld_follows_from_what_is_published() {
        const MOST: u64 = 8;
        for (first, second) in [(1, 1), (1, 2), (2, 2), (3, 2), (3, 3)] {
            let (ones, twos) = (tables(first, MOST), tables(second, MOST));
            let mut worlds: BTreeMap<Vec<Figures>, Vec<Vec<u64>>> = BTreeMap::new();
            for (sum, left) in &ones {
                for (a, b) in left.iter().flat_map(|a| twos.get(sum).into_iter().flatten().map(move |b| (a, b))) {
                    let published = publish(&[vec![a.clone()], vec![b.clone()]], 3);
                    worlds.entry(published).or_default().push([a.as_slice(), b].concat());
                }
            }
            for (published, worlds) in worlds {
                let flat: Vec<&Figure> = published.iter().flatten().flatten().collect();
                // At the edge of what was counted out the worlds beyond are missing.
                let is_at_the_edge = worlds.iter().flatten().any(|n| *n == MOST);
                for (at, _) in flat.iter().enumerate().filter(|(_, figure)| !matches!(figure, Figure::Exactly(_))) {
                    let is_open = worlds.iter().any(|world| world[at] != worlds[0][at]);
                    assert!(is_open || is_at_the_edge, "{published:?}: {worlds:?}");
                }
            }
        }
    }

    #[test]
    fn a_total_is_made_from_what_is_published_alone() {
        assert_eq!(total(&[Figure::Exactly(6), Figure::Exactly(7)]), (13, true));
        assert_eq!(total(&[Figure::Exactly(6), Figure::Few, Figure::Withheld]), (8, false));
    }
}
