//! The tree: RFC 6962, section 2. A leaf is hashed behind a zero byte, a node behind a one, so that neither passes for the other.
//!
//! Nothing here reads a table: whoever asks for a proof hands in the hashes, as they are kept, tile by tile.

use sha2::{Digest, Sha256};

/// SHA-256.
pub type Hash = [u8; 32];

/// A tile is the 256 hashes under one node of the next level.
pub const WIDTH: u64 = 256;

/// Levels of bits in a tile: two to the eighth is its width.
const HEIGHT: u32 = 8;

/// The root of a tree of nothing: the hash of nothing.
#[must_use]
pub fn nothing() -> Hash {
    Sha256::digest([]).into()
}

/// The hash of a leaf.
#[must_use]
pub fn of_leaf(leaf: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(leaf).finalize().into()
}

/// The hash of a node.
#[must_use]
pub fn of_node(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// Where a tree of this size, of at least two, parts: the largest power of two below it.
const fn split(size: u64) -> u64 {
    1 << (63 - (size - 1).leading_zeros())
}

/// The root over these hashes, each of which stands for a subtree of one same size; the last may stand for a smaller one.
fn over(hashes: &[Hash]) -> Hash {
    match hashes {
        [] => nothing(),
        [one] => *one,
        several => {
            let (left, right) = several.split_at(split(several.len() as u64) as usize);
            of_node(&over(left), &over(right))
        }
    }
}

/// The head of a complete subtree of 256^level leaves: the `position`-th of its level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Its level, from one.
    pub level: u32,
    /// Its place among those of its level.
    pub position: u64,
    /// Its hash.
    pub hash: Hash,
}

/// The right edge of a tree that grows: what its next leaves are put beside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edge {
    size: u64,
    /// Of each level, the hashes that no complete tile holds yet.
    levels: Vec<Vec<Hash>>,
}

impl Edge {
    /// How many hashes of each level an edge of this size keeps, and from which place on.
    pub fn kept(size: u64) -> impl Iterator<Item = (u32, u64, u64)> {
        let sizes = std::iter::successors(Some(size), |size| Some(size / WIDTH).filter(|rest| *rest > 0));
        (0..).zip(sizes).map(|(level, size)| (level, size - size % WIDTH, size % WIDTH))
    }

    /// The edge of a tree of this size from what was kept, level by level; none if that isn't as much as it takes.
    #[must_use]
    pub fn of(size: u64, levels: Vec<Vec<Hash>>) -> Option<Self> {
        let is_whole = levels.len() == Self::kept(size).count()
            && Self::kept(size).zip(&levels).all(|((_, _, count), hashes)| count == hashes.len() as u64);
        is_whole.then_some(Self { size, levels })
    }

    /// How many leaves there are.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// One leaf more; whatever tile it completes is told.
    pub fn push(&mut self, leaf: &[u8], completed: &mut Vec<Tile>) {
        let mut hash = of_leaf(leaf);
        let mut position = self.size;
        self.size += 1;
        for level in 0.. {
            if self.levels.len() == level {
                self.levels.push(Vec::new());
            }
            let Some(hashes) = self.levels.get_mut(level) else { break };
            hashes.push(hash);
            if (hashes.len() as u64) < WIDTH {
                break;
            }
            hash = over(hashes);
            hashes.clear();
            position /= WIDTH;
            completed.push(Tile { level: u32::try_from(level).unwrap_or(u32::MAX) + 1, position, hash });
        }
    }

    /// The root.
    #[must_use]
    pub fn root(&self) -> Hash {
        let mut rest: Option<Hash> = None;
        for level in &self.levels {
            let mut hashes = level.clone();
            hashes.extend(rest);
            if !hashes.is_empty() {
                rest = Some(over(&hashes));
            }
        }
        rest.unwrap_or_else(nothing)
    }
}

/// Where hashes are kept: of level zero those of leaves, of the others the heads of complete subtrees.
pub trait Kept {
    /// What goes wrong when they are read.
    type Error;

    /// `count` hashes of this level from this place on: all of them, or it is an error.
    ///
    /// # Errors
    /// They can't be read, or they aren't there.
    fn hashes(&mut self, level: u32, from: u64, count: u64) -> Result<Vec<Hash>, Self::Error>;
}

/// The root over the leaves from `start` on, `size` of them; `start` is where a subtree of that size begins.
fn root_of<K: Kept>(kept: &mut K, start: u64, size: u64) -> Result<Hash, K::Error> {
    if size == 0 {
        return Ok(nothing());
    }
    if size.is_power_of_two() {
        let level = size.trailing_zeros() / HEIGHT;
        let width = 1 << (HEIGHT * level);
        return Ok(over(&kept.hashes(level, start / width, size / width)?));
    }
    let left = split(size);
    Ok(of_node(&root_of(kept, start, left)?, &root_of(kept, start + left, size - left)?))
}

/// The root of the first `size` leaves.
///
/// # Errors
/// The hashes can't be read.
pub fn root<K: Kept>(kept: &mut K, size: u64) -> Result<Hash, K::Error> {
    root_of(kept, 0, size)
}

/// The path of the leaf at `index` in a tree of `size` leaves, from the leaf up; empty where there is no such leaf.
///
/// # Errors
/// The hashes can't be read.
pub fn inclusion<K: Kept>(kept: &mut K, index: u64, size: u64) -> Result<Vec<Hash>, K::Error> {
    let (mut start, mut size, mut path) = (0, size, Vec::new());
    let mut index = index;
    while index < size && size > 1 {
        let left = split(size);
        if index < left {
            path.push(root_of(kept, start + left, size - left)?);
            size = left;
        } else {
            path.push(root_of(kept, start, left)?);
            (start, index, size) = (start + left, index - left, size - left);
        }
    }
    path.reverse();
    Ok(path)
}

/// What shows that a tree of `size` leaves begins with the tree of its first `earlier` ones.
///
/// # Errors
/// The hashes can't be read.
pub fn consistency<K: Kept>(kept: &mut K, earlier: u64, size: u64) -> Result<Vec<Hash>, K::Error> {
    let (mut start, mut earlier, mut size) = (0, earlier, size);
    let (mut path, mut is_known) = (Vec::new(), true);
    while earlier > 0 && earlier < size {
        let left = split(size);
        if earlier <= left {
            path.push(root_of(kept, start + left, size - left)?);
            size = left;
        } else {
            path.push(root_of(kept, start, left)?);
            is_known = false;
            (start, earlier, size) = (start + left, earlier - left, size - left);
        }
    }
    if !is_known {
        path.push(root_of(kept, start, size)?);
    }
    path.reverse();
    Ok(path)
}

/// Whether this path leads from that leaf's hash to that root (RFC 9162, section 2.1.3.2).
#[must_use]
pub fn is_included(leaf: &Hash, index: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut node, mut last, mut hash) = (index, size - 1, *leaf);
    for step in path {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            hash = of_node(step, &hash);
            while node.is_multiple_of(2) && node != 0 {
                (node, last) = (node / 2, last / 2);
            }
        } else {
            hash = of_node(&hash, step);
        }
        (node, last) = (node / 2, last / 2);
    }
    last == 0 && hash == *root
}

/// Whether this path shows that the later tree begins with the earlier one (RFC 9162, section 2.1.4.2).
#[must_use]
pub fn is_consistent(earlier: (u64, &Hash), later: (u64, &Hash), path: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (earlier, later);
    if first == 0 || first >= second {
        return first == second && first_root == second_root && path.is_empty();
    }
    let mut steps = path.iter();
    let seed = if first.is_power_of_two() { Some(first_root) } else { steps.next() };
    let Some(seed) = seed else { return false };
    let (mut node, mut last) = (first - 1, second - 1);
    while node % 2 == 1 {
        (node, last) = (node / 2, last / 2);
    }
    let (mut old, mut new) = (*seed, *seed);
    for step in steps {
        if last == 0 {
            return false;
        }
        if node % 2 == 1 || node == last {
            (old, new) = (of_node(step, &old), of_node(step, &new));
            while node.is_multiple_of(2) && node != 0 {
                (node, last) = (node / 2, last / 2);
            }
        } else {
            new = of_node(&new, step);
        }
        (node, last) = (node / 2, last / 2);
    }
    last == 0 && old == *first_root && new == *second_root
}

#[cfg(test)]
mod tests {
    use data_encoding::HEXLOWER;

    use super::*;
    use crate::chance::Chance;

    /// The inputs of the reference implementation of certificate transparency, and its roots for the first one to eight.
    const INPUTS: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    /// The definition, word by word (RFC 6962, section 2.1).
    fn naive(leaves: &[Vec<u8>]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => Sha256::digest([&[0], one.as_slice()].concat()).into(),
            several => {
                let mut k = 1;
                while k * 2 < several.len() {
                    k *= 2;
                }
                let (left, right) = (naive(&several[..k]), naive(&several[k..]));
                Sha256::digest([&[1], left.as_slice(), right.as_slice()].concat()).into()
            }
        }
    }

    /// Leaves and tiles in memory.
    #[derive(Default)]
    struct Memory {
        leaves: Vec<Vec<u8>>,
        tiles: Vec<Tile>,
        edge: Edge,
    }

    impl Memory {
        fn of(leaves: impl IntoIterator<Item = Vec<u8>>) -> Self {
            let mut memory = Self::default();
            for leaf in leaves {
                memory.edge.push(&leaf, &mut memory.tiles);
                memory.leaves.push(leaf);
            }
            memory
        }
    }

    impl Kept for Memory {
        type Error = String;

        fn hashes(&mut self, level: u32, from: u64, count: u64) -> Result<Vec<Hash>, String> {
            assert!(count <= WIDTH, "no read is longer than a tile");
            (from..from + count)
                .map(|at| match level {
                    0 => self.leaves.get(at as usize).map(|leaf| of_leaf(leaf)),
                    _ => {
                        self.tiles.iter().find(|tile| (tile.level, tile.position) == (level, at)).map(|tile| tile.hash)
                    }
                })
                .collect::<Option<_>>()
                .ok_or_else(|| format!("level {level}, {count} from {from} on"))
        }
    }

    fn leaves(count: usize, seed: u64) -> Vec<Vec<u8>> {
        let chance = Chance::seeded(seed);
        (0..count).map(|_| chance.bytes::<32>().to_vec()).collect()
    }

    #[test]
    fn the_published_vectors_hold() {
        let inputs: Vec<Vec<u8>> = INPUTS.iter().map(|text| HEXLOWER.decode(text.as_bytes()).unwrap()).collect();
        for (size, root) in (1..).zip(ROOTS) {
            let memory = Memory::of(inputs[..size].to_vec());
            assert_eq!(HEXLOWER.encode(&memory.edge.root()), root, "{size}");
            assert_eq!(HEXLOWER.encode(&naive(&inputs[..size])), root, "{size}");
        }
        assert_eq!(
            HEXLOWER.encode(&Edge::default().root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
    }

    #[test]
    fn the_published_paths_hold() {
        let inputs: Vec<Vec<u8>> = INPUTS.iter().map(|text| HEXLOWER.decode(text.as_bytes()).unwrap()).collect();
        let mut memory = Memory::of(inputs);
        let text = |path: Vec<Hash>| path.iter().map(|hash| HEXLOWER.encode(hash)).collect::<Vec<_>>();
        assert_eq!(
            text(inclusion(&mut memory, 5, 8).unwrap()),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
        assert_eq!(
            text(consistency(&mut memory, 6, 8).unwrap()),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        );
    }

    #[test]
    fn a_tree_that_grows_is_the_tree_built_at_once() {
        let all = leaves(1_500, 1);
        let (mut edge, mut tiles) = (Edge::default(), Vec::new());
        for (size, leaf) in (1..).zip(&all) {
            edge.push(leaf, &mut tiles);
            if size < 40 || size % 97 == 0 || size % 256 < 2 {
                assert_eq!(edge.root(), naive(&all[..size]), "{size}");
            }
        }
    }

    #[test]
    fn an_edge_is_found_again_in_what_is_kept() {
        let all = leaves(70_000, 2);
        let mut memory = Memory::of(all.clone());
        for size in [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000] {
            let levels = Edge::kept(size).map(|(level, from, count)| memory.hashes(level, from, count).unwrap());
            let found = Edge::of(size, levels.collect()).unwrap();
            let size = usize::try_from(size).unwrap();
            assert_eq!(found.root(), naive(&all[..size]), "{size}");
            assert_eq!(found.root(), root(&mut memory, size as u64).unwrap(), "{size}");
        }
        assert_eq!(Edge::of(3, vec![vec![[0; 32]]]), None);
    }

    #[test]
    fn every_path_leads_to_its_root_and_no_altered_one_does() {
        let mut memory = Memory::of(leaves(700, 3));
        let chance = Chance::seeded(4);
        for _ in 0..400 {
            let size = 1 + chance.below(700) as u64;
            let index = chance.below(usize::try_from(size).unwrap()) as u64;
            let head = root(&mut memory, size).unwrap();
            let leaf = of_leaf(&memory.leaves[index as usize]);
            let path = inclusion(&mut memory, index, size).unwrap();
            assert!(is_included(&leaf, index, size, &path, &head), "{index} of {size}");
            assert!(!is_included(&of_leaf(b"another"), index, size, &path, &head));
            assert!(!is_included(&leaf, size, size, &path, &head));
            assert!(!is_included(&leaf, index, size, &path, &of_leaf(b"another")));
            if !path.is_empty() {
                assert!(!is_included(&leaf, index, size, &path[1..], &head));
                let mut other = path.clone();
                other[chance.below(path.len())][chance.below(32)] ^= 1;
                assert!(!is_included(&leaf, index, size, &other, &head));
                let longer = [path.as_slice(), &[leaf]].concat();
                assert!(!is_included(&leaf, index, size, &longer, &head));
            }
        }
    }

    #[test]
    fn a_later_tree_shows_the_earlier_one_and_nothing_else_does() {
        let mut memory = Memory::of(leaves(700, 5));
        let chance = Chance::seeded(6);
        for _ in 0..400 {
            let size = 1 + chance.below(700) as u64;
            let earlier = 1 + chance.below(usize::try_from(size).unwrap()) as u64;
            let (old, new) = (root(&mut memory, earlier).unwrap(), root(&mut memory, size).unwrap());
            let path = consistency(&mut memory, earlier, size).unwrap();
            assert!(is_consistent((earlier, &old), (size, &new), &path), "{earlier} of {size}");
            assert!(!is_consistent((earlier, &of_leaf(b"x")), (size, &new), &path));
            assert!(!is_consistent((earlier, &old), (size, &of_leaf(b"x")), &path));
            if !path.is_empty() {
                let mut other = path.clone();
                other[chance.below(path.len())][chance.below(32)] ^= 1;
                assert!(!is_consistent((earlier, &old), (size, &new), &other), "{earlier} of {size}");
                assert!(!is_consistent((earlier, &old), (size, &new), &path[1..]));
            }
        }
    }
}
