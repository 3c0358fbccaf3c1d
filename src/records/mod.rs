//! What passes between the stages, and nothing else.
//!
//! | record | made by | holds |
//! |---|---|---|
//! | [`RawArticle`] | read | one article as the input gave it, still bytes or markup-free blocks |
//! | [`Article`] | normalise | clean text, its segments and what is known about it |
//! | [`Mention`], [`DateMention`], [`Quote`] | extract | what stands where in one article |
//! | [`LocalEntity`] | resolve, within one article | what the mentions of one article name |
//! | [`Extracted`] | the pipeline | all of the above for one article: the unit that is spilled and cached |
//! | [`Reject`] | any stage | what could not be read, or was read with a doubt |
//!
//! Every [`Span`] counts bytes of [`Article::text`]; tables count code points (see
//! [`write`](crate::write)).

mod article;
mod date;
mod entity;
mod mention;
mod quote;
mod reject;
mod segment;
mod span;

pub use article::{Article, Block, Content, Extracted, PublishedSource, RawArticle, Unparsed};
pub use date::{AnchorKind, DateMention, Day, Direction, Granularity, TimexType};
pub use entity::{AliasKind, AliasSource, Form, Gender, LocalEntity, OrgType};
pub use mention::{Kind, Mention, PlaceId, Role, RuleName};
pub use quote::{CloseInferredBy, Quote, QuoteType, SpeakerKind, SpeakerResolution};
pub use reject::{Reject, Severity, Stage};
pub use segment::{Segment, SegmentKind};
pub use span::{CodePoints, Span};

/// A closed set of names: an enum, its `as_str` and the list of all values, declared once.
macro_rules! closed_set {
    ($(#[$about:meta])* $name:ident { $($(#[$variant_about:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$variant_about])* #[doc = concat!("`", $text, "`")] $variant),+ }

        impl $name {
            /// Every value as it is written in the tables.
            pub const VALUES: &'static [&'static str] = &[$($text),+];
            /// Every variant, in the order of `VALUES`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As it is written in the tables.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}
pub(crate) use closed_set;
