//! What conferences ask of the reader, for the home page: counts that aren't zero, and the first actions.

use super::actions::{Whose, listed};
use super::said;
use crate::access::Door;
use crate::records::conference::to_do::{self, ToDo};
use crate::web::at::Visit;
use crate::web::failure::Failure;
use crate::web::format;
use crate::web::pages::home::{Tile, Urgent};

/// How many actions the home page shows.
const FIRST: usize = 5;

/// The tiles, and the first actions. Numbers without names cost one look; people are read only where something is to be done.
pub(in crate::web) async fn home(visit: &Visit) -> Result<(Vec<Tile>, Vec<Urgent>), Failure> {
    let (database, reader) = (visit.at.site.database.clone(), std::sync::Arc::clone(&visit.reader));
    let now = visit.at.site.clock.now();
    let counted = Door::off_loop(move || Ok(database.peek(|connection| to_do::count(connection, &reader, now))?)).await;
    let to_do = counted.map_err(|error| visit.at.failed(&error))?;
    let mut actions = Vec::new();
    if to_do.actions > 0 {
        let today = visit.today();
        for (line, identity) in listed(visit, Whose::Service, None).await?.iter().take(FIRST) {
            let made = said::action(visit, line, today, false);
            actions.push(Urgent {
                text: made.text,
                name: said::name(identity.as_ref()),
                due: if made.late { made.state } else { format!("pour le {}", made.due) },
                late: made.late,
            });
        }
    }
    Ok((tiles(to_do), actions))
}

fn tiles(to_do: ToDo) -> Vec<Tile> {
    let tile = |label: &str, count: i64, detail: &str, href: &str, urgent| Tile {
        label: label.to_owned(),
        count: format::number(u64::try_from(count).unwrap_or(0)),
        detail: detail.to_owned(),
        href: Some(href.to_owned()),
        urgent,
    };
    let late = u64::try_from(to_do.late).unwrap_or(0);
    let late = match late {
        0 => "confiées à votre service par une commission".to_owned(),
        late => format!("confiées à votre service par une commission, dont {} en retard", format::number(late)),
    };
    [
        (to_do.actions, tile("Actions à faire", to_do.actions, &late, "/actions?de=service", to_do.late > 0)),
        (
            to_do.contributions,
            tile(
                "Contributions attendues",
                to_do.contributions,
                "points de séances convoquées pour lesquels votre service n’a rien écrit",
                "/commissions",
                false,
            ),
        ),
        (
            to_do.to_reread,
            tile(
                "Comptes rendus à relire",
                to_do.to_reread,
                "séances dont le compte rendu attend vos remarques",
                "/commissions",
                false,
            ),
        ),
        (
            to_do.to_validate,
            tile(
                "Comptes rendus à valider",
                to_do.to_validate,
                "séances dont le compte rendu attend votre validation",
                "/commissions",
                true,
            ),
        ),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(_, tile)| tile)
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_has_a_tile_and_late_actions_are_urgent() {
        assert!(tiles(ToDo::default()).is_empty());
        let some = tiles(ToDo { actions: 3, late: 1, to_validate: 1, ..ToDo::default() });
        assert_eq!(some.iter().map(|tile| tile.urgent).collect::<Vec<_>>(), [true, true]);
        assert!(some[0].detail.ends_with("dont 1 en retard"));
        assert!(!tiles(ToDo { actions: 3, ..ToDo::default() })[0].urgent);
    }
}
