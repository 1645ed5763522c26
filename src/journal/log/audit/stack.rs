//! The tree once more, by another road than the sequencer's: a stack of complete subtrees, as one adds with carry.

use crate::journal::log::tree::{Hash, nothing, of_leaf, of_node};

/// Complete subtrees from left to right, each smaller than the one before.
#[derive(Debug, Default)]
pub(in crate::journal::log::audit) struct Stack {
    size: u64,
    trees: Vec<(u32, Hash)>,
}

/// A complete subtree of 256^level leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::journal::log::audit) struct Complete {
    pub(in crate::journal::log::audit) level: u32,
    pub(in crate::journal::log::audit) position: u64,
    pub(in crate::journal::log::audit) hash: Hash,
}

impl Stack {
    pub(in crate::journal::log::audit) const fn size(&self) -> u64 {
        self.size
    }

    /// One leaf more; the tiles that it completes.
    pub(in crate::journal::log::audit) fn push(&mut self, leaf: &[u8]) -> Vec<Complete> {
        let mut complete = Vec::new();
        let (mut height, mut hash) = (0, of_leaf(leaf));
        self.size += 1;
        while let Some((_, left)) = self.trees.pop_if(|(beside, _)| *beside == height) {
            (height, hash) = (height + 1, of_node(&left, &hash));
            if height % 8 == 0 {
                complete.push(Complete { level: height / 8, position: (self.size >> height) - 1, hash });
            }
        }
        self.trees.push((height, hash));
        complete
    }

    pub(in crate::journal::log::audit) fn root(&self) -> Hash {
        let mut trees = self.trees.iter().rev();
        let Some((_, last)) = trees.next() else { return nothing() };
        trees.fold(*last, |right, (_, left)| of_node(left, &right))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::Chance;
    use crate::journal::log::tree::{Edge, Tile};

    #[test]
    fn both_roads_lead_to_the_same_roots_and_tiles() {
        let chance = Chance::seeded(9);
        let (mut stack, mut edge, mut tiles) = (Stack::default(), Edge::default(), Vec::new());
        assert_eq!(stack.root(), edge.root());
        for _ in 0..66_000 {
            let leaf: [u8; 32] = chance.bytes();
            tiles.clear();
            edge.push(&leaf, &mut tiles);
            let complete = stack.push(&leaf).into_iter();
            let complete: Vec<Tile> =
                complete.map(|c| Tile { level: c.level, position: c.position, hash: c.hash }).collect();
            assert_eq!(complete, tiles);
            if stack.size() % 131 == 0 {
                assert_eq!(stack.root(), edge.root(), "{}", stack.size());
            }
        }
    }
}
