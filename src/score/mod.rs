//! How right a dataset is: its rows against labels made by hand.
//!
//! In: a folder of labels (`articles.jsonl`, `gold.jsonl`) and a dataset made of the same articles, or
//! predictions in the form of the labels. Out: precision, recall and F1 a kind, values of dates,
//! speakers, coordinates and identity, and the spans that were missed or wrong.
//!
//! Gold text and the dataset's text are both reduced to their letters and digits and aligned, so that
//! changed quotation marks, white space, dashes, accents or dropped lines do not matter: "same span"
//! means same letters and digits.
//!
//! | file | does |
//! |---|---|
//! | [`fold`] | text to letters and digits, words |
//! | [`align`] | one text's positions in another |
//! | [`labels`] | labels and predictions, with their spans in the gold text |
//! | [`pair`] | which prediction answers which label |
//! | [`measure`] | the figures |
//! | [`floors`] | `--min person=0.85` |
//! | [`show`] | a table to read |
//! | [`prelabel`] | a dataset as labels to correct |

pub mod align;
pub mod floors;
pub mod fold;
pub mod labels;
pub mod measure;
pub mod pair;
pub mod prelabel;
pub mod show;

pub use labels::Predictions;
pub use measure::{Scores, Seen};

use crate::error::Result;
use std::path::Path;

/// Everything that the labels in `gold` allow to be measured, and the lists behind each row.
///
/// # Errors
/// When labels or predictions cannot be read; see [`labels::load`].
pub fn score(gold: &Path, predictions: &Predictions) -> Result<(Scores, Vec<Seen>)> {
    let labelled = labels::load(gold, predictions)?;
    let set = gold.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(measure::measure(set, labelled))
}
