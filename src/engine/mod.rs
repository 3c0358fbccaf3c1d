//! The same stages for an engine that has many machines: Spark, Ray, or anything that moves Arrow.
//!
//! An engine calls these functions on its own batches and does the moving itself: it groups, joins and
//! writes. What must be the same everywhere is decided here, by the same code that a single run uses.
//!
//! | file | in | out |
//! |---|---|---|
//! | [`articles`] | rows of articles, as the engine has them | raw articles |
//! | [`files`] | part of a file that every worker can see | raw articles |
//! | [`extracted`] | extracted articles | rows of the tables, where an `entity_id` is a *form id* still |
//! | [`forms`] | name forms of many articles | one row a form; at the end the entities, and what each form id stands for |
//! | [`quotes`] | beginnings and ends of quotes | groups that are one |
//! | [`duplicates`] | sketches, candidate pairs, texts | near-duplicates and clusters |
//! | [`finished`] | rows of the tables with form ids | the same with entities, clusters and groups |
//!
//! So the engine runs: extract (map) → group forms by `form_id` → [`forms::Forms::resolve`] in one
//! place → join the answer back by form id; sketches grouped by value → pairs → texts joined to the
//! pairs → clusters in one place → join back by article id.

pub mod articles;
pub mod columns;
pub mod duplicates;
pub mod extracted;
pub mod files;
pub mod finished;
pub mod forms;
pub mod quotes;

#[cfg(test)]
mod tests;
