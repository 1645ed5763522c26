//! Every query, one file for each noun. Rows are private here: what leaves is a view, opened by a grant; what is written
//! asks a permit.

pub mod alerts;
pub mod bootstrap;
pub mod case_file;
pub mod clearances;
pub mod conference;
pub mod corrections;
pub mod directory;
pub mod intake;
pub mod journal;
pub mod log;
pub mod observations;
pub mod people;
pub mod protocols;
pub mod registry;
pub mod release_board;
pub mod services;
pub mod territory;
