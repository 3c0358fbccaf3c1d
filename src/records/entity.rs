//! What the mentions of one article name.

use super::{Kind, PlaceId, closed_set};

closed_set!(
    /// What an alias is to its entity.
    AliasKind {
        Name = "name",
        Partial = "partial",
        Acronym = "acronym",
        Variant = "variant",
        Gazetteer = "gazetteer",
    }
);

closed_set!(
    /// Where an alias was seen.
    AliasSource { Mention = "mention", InText = "in_text", Gazetteer = "gazetteer" }
);

closed_set!(
    /// What a body is.
    OrgType {
        Party = "party",
        Government = "government",
        Company = "company",
        Media = "media",
        Union = "union",
        Religious = "religious",
        Education = "education",
        Health = "health",
        Sport = "sport",
        Military = "military",
        Court = "court",
        Campaign = "campaign",
        Other = "other",
    }
);

closed_set!(
    /// Grammatical gender that the text or the given name suggests.
    Gender { Female = "female", Male = "male" }
);

/// A form under which the article names the entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As written (one spelling; white space folded).
    pub text: String,
    /// What it is to the entity.
    pub kind: AliasKind,
    /// A mention, or a definition such as "Stand Up To Racism (SUTR)".
    pub source: AliasSource,
    /// Mentions in this article.
    pub n_mentions: u32,
}

/// One person, body or place of one article.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalEntity {
    /// What it is.
    pub kind: Kind,
    /// The fullest form.
    pub name: String,
    /// Every form, the fullest first.
    pub forms: Vec<Form>,
    /// "Dr", "Sir".
    pub titles: Vec<String>,
    /// "Labour Party leader", "the Galway coroner".
    pub descriptions: Vec<String>,
    /// From title, pronoun or given name.
    pub gender: Option<Gender>,
    /// Years, where the text gives them ("O'Dowd, 9,").
    pub age: Option<u16>,
    /// What kind of body.
    pub org_type: Option<OrgType>,
    /// ISO 3166-1 alpha-2, where the name or gazetteer fixes it.
    pub country_code: Option<String>,
    /// For places (and metonyms): the row of the gazetteer.
    pub place: Option<PlaceId>,
    /// Mentions in this article, every role.
    pub n_mentions: u32,
    /// Quotes in this article of which it is the speaker.
    pub n_quotes: u32,
}
