//! Routes, pages and forms; no diesel, no rule.
