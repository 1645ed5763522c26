//! A synthetic world and its cast.
