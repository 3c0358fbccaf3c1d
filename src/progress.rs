//! The progress bar; silent unwatched.
