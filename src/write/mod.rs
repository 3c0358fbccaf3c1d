//! Stage 5 of 5.
