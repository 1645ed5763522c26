//! The middle and the spread of a few repeated runs.

use std::fmt;

/// Repeated measures of one thing.
#[derive(Debug, Clone, Default)]
pub struct Runs(Vec<f64>);

impl FromIterator<f64> for Runs {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Self(values)
    }
}

impl Runs {
    /// The middle one, or the mean of the two in the middle; not a number when there is none.
    pub fn median(&self) -> f64 {
        let values = &self.0;
        match values.len() {
            0 => f64::NAN,
            odd if odd % 2 == 1 => values[odd / 2],
            even => f64::midpoint(values[even / 2 - 1], values[even / 2]),
        }
    }

    /// The distance from the smallest to the largest, as a share of the median.
    pub fn spread(&self) -> f64 {
        match (self.0.first(), self.0.last()) {
            (Some(first), Some(last)) => (last - first) / self.median(),
            _ => f64::NAN,
        }
    }

    /// Each of these over the one of `other` that was measured in the same round: noise of the machine that lasts longer
    /// than a round falls out. Rounds must be given in the order in which they ran.
    pub fn ratios(numerators: &[f64], denominators: &[f64]) -> Self {
        numerators.iter().zip(denominators).map(|(numerator, denominator)| numerator / denominator).collect()
    }
}

impl fmt::Display for Runs {
    /// `0.812 (spread 3 %, 5 runs)`, with as many decimals as the formatter asks for.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(3);
        write!(f, "{:.decimals$} (spread {:.0} %, {} runs)", self.median(), self.spread() * 100.0, self.0.len())
    }
}
