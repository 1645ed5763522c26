//! The versioned agreement: parse, check against the ceiling, decide. Pure.
