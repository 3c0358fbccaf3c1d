//! Rule patterns: `rules.tsv` read once into a tree that is walked word by word.
//!
//! In: the rows of `rules.tsv`. Out: [`Rules`], which gives the candidates at a place of a run of
//! words, the longest first, then the earlier row. A pattern is words and classes with `?` for
//! what may be left out, `(a|b)` for choices and `<name>` for a shape declared at the top of the file.

use super::lexicon::{Lexicon, Terms};
use std::collections::BTreeMap;

/// One row of `rules.tsv`.
#[derive(Debug)]
pub struct Rule {
    /// Unique.
    pub name: &'static str,
    /// What completion does with it: first word of the column.
    pub op: &'static str,
    /// The rest of that column.
    pub argument: &'static str,
    /// Condition on the words around, "-" for none.
    pub guard: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    /// An example, and its value as if printed on 14 March 2024.
    pub example: &'static str,
    #[cfg_attr(not(test), expect(dead_code, reason = "run by the tests"))]
    /// Values, comma-separated, with `/MOD`.
    pub gives: &'static str,
}

/// One way to write a rule: terminals in order.
#[derive(Debug)]
pub struct Sequence {
    /// Which rule.
    pub rule: u16,
    /// One terminal a word.
    pub terms: Vec<u16>,
    /// Row of `holiday.tsv` or `event.tsv` that `{holiday}` or `{event}` stood for.
    pub named: Option<u16>,
    /// The next sequence with the same terminals, + 1.
    next: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Node {
    edges: Terms,
    /// Where this node's children begin in `children`.
    first: u32,
    /// Sequence that ends here, + 1.
    ends: u32,
}

/// All rules, ready to match.
#[derive(Debug)]
#[expect(clippy::struct_field_names, reason = "the rows are what the type is named for")]
pub struct Rules {
    /// Rows in order.
    pub rules: Vec<Rule>,
    /// Their ways.
    pub sequences: Vec<Sequence>,
    nodes: Vec<Node>,
    children: Vec<u32>,
}

type Way = (Vec<u16>, Option<u16>);

/// The tree while it is made, by node; 0 for no node, since the root is nobody's child.
#[derive(Default)]
struct Tree {
    /// Terminal that leads to it.
    terms: Vec<u16>,
    /// Sequence that ends there, + 1.
    ends: Vec<u32>,
    /// Its latest child.
    first: Vec<u32>,
    /// The child of its parent before it.
    next: Vec<u32>,
}

impl Tree {
    fn push(&mut self, term: u16) -> u32 {
        self.terms.push(term);
        self.ends.push(0);
        self.first.push(0);
        self.next.push(0);
        u32::try_from(self.ends.len() - 1).unwrap_or(u32::MAX)
    }

    /// The child of a node by a terminal; a new one is made.
    fn child(&mut self, node: u32, term: u16) -> u32 {
        let mut child = self.first[node as usize];
        while child != 0 {
            if self.terms[child as usize] == term {
                return child;
            }
            child = self.next[child as usize];
        }
        let new = self.push(term);
        self.next[new as usize] = self.first[node as usize];
        self.first[node as usize] = new;
        new
    }
}

/// Reads patterns into ways.
struct Expander<'a> {
    lexicon: &'a mut Lexicon,
    shapes: BTreeMap<&'static str, &'static str>,
    named: BTreeMap<&'static str, Vec<(&'static str, u16)>>,
}

impl Expander<'_> {
    /// The ways to write `pattern` from `at`, up to `)` or the end.
    fn alternatives(&mut self, pattern: &'static str, at: &mut usize) -> Vec<Way> {
        let mut all: Vec<Way> = Vec::new();
        let mut ways: Vec<Way> = vec![(Vec::new(), None)];
        let bytes = pattern.as_bytes();
        loop {
            while bytes.get(*at) == Some(&b' ') {
                *at += 1;
            }
            let mut element = match bytes.get(*at) {
                None | Some(b')') => {
                    all.append(&mut ways);
                    return all;
                }
                Some(b'|') => {
                    *at += 1;
                    all.append(&mut ways);
                    ways = vec![(Vec::new(), None)];
                    continue;
                }
                Some(b'(') => {
                    *at += 1;
                    let inside = self.alternatives(pattern, at);
                    *at += 1;
                    inside
                }
                Some(_) => {
                    let from = *at;
                    while bytes.get(*at).is_some_and(|b| !matches!(b, b' ' | b'?' | b'|' | b'(' | b')')) {
                        *at += 1;
                    }
                    self.word(&pattern[from..*at])
                }
            };
            if bytes.get(*at) == Some(&b'?') {
                *at += 1;
                element.push((Vec::new(), None));
            }
            ways = ways
                .iter()
                .flat_map(|way| {
                    element.iter().map(move |more| {
                        let terms = way.0.iter().chain(&more.0).copied().collect();
                        (terms, way.1.or(more.1))
                    })
                })
                .collect();
        }
    }

    fn word(&mut self, word: &'static str) -> Vec<Way> {
        if let Some(&shape) = self.shapes.get(word) {
            return self.alternatives(shape, &mut 0);
        }
        assert!(!word.starts_with('<'), "rules.tsv: no shape {word}");
        if let Some(named) = self.named.get(word).cloned() {
            return named
                .into_iter()
                .map(|(phrase, row)| {
                    let terms = phrase.split(' ').map(|w| self.lexicon.terminal(w)).collect();
                    (terms, Some(row))
                })
                .collect();
        }
        // Brackets and marks that the pattern language uses itself are written by name.
        let word = match word {
            "OPEN" => "(",
            "CLOSE" => ")",
            other => other,
        };
        vec![(vec![self.lexicon.terminal(word)], None)]
    }
}

impl Rules {
    /// Reads the rules; names of days and events are rows of their own tables.
    #[must_use]
    pub fn new(
        text: &'static str,
        lexicon: &mut Lexicon,
        named: BTreeMap<&'static str, Vec<(&'static str, u16)>>,
    ) -> Self {
        let mut rules = Vec::new();
        let mut sequences: Vec<Sequence> = Vec::new();
        let mut tree = Tree::default();
        tree.push(0);
        let (mut before, mut path): (Vec<u16>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut expander = Expander { lexicon, shapes: BTreeMap::new(), named };
        for row in super::lexicon::rows(text) {
            if row[0].starts_with('<') {
                expander.shapes.insert(row[0], row[1]);
                continue;
            }
            let rule = u16::try_from(rules.len()).unwrap_or(u16::MAX);
            let (op, argument) = row[2].split_once(' ').unwrap_or((row[2], ""));
            for (terms, named) in expander.alternatives(row[1], &mut 0) {
                if terms.is_empty() {
                    continue;
                }
                // Ways come in an order in which most begin like the one before.
                let shared = before.iter().zip(&terms).take_while(|(a, b)| a == b).count();
                path.truncate(shared);
                before.truncate(shared);
                let mut node = path.last().copied().unwrap_or(0);
                for &term in &terms[shared..] {
                    node = tree.child(node, term);
                    path.push(node);
                    before.push(term);
                }
                let number = u32::try_from(sequences.len() + 1).unwrap_or(u32::MAX);
                let mut last = tree.ends[node as usize];
                if last == 0 {
                    tree.ends[node as usize] = number;
                } else {
                    while sequences[last as usize - 1].next != 0 {
                        last = sequences[last as usize - 1].next;
                    }
                    if sequences[last as usize - 1].rule == rule && sequences[last as usize - 1].named == named {
                        continue;
                    }
                    sequences[last as usize - 1].next = number;
                }
                sequences.push(Sequence { rule, terms, named, next: 0 });
            }
            let [name, guard, example, gives] = [0, 3, 4, 5].map(|i| row.get(i).copied().unwrap_or("-"));
            rules.push(Rule { name, op, argument, guard, example, gives });
        }
        let mut nodes = Vec::with_capacity(tree.ends.len());
        let mut children = Vec::with_capacity(tree.ends.len());
        let mut sorted: Vec<(u16, u32)> = Vec::new();
        for (&ends, &first) in tree.ends.iter().zip(&tree.first) {
            sorted.clear();
            let mut child = first;
            while child != 0 {
                sorted.push((tree.terms[child as usize], child));
                child = tree.next[child as usize];
            }
            sorted.sort_unstable();
            let mut node = Node { edges: Terms::default(), first: u32::try_from(children.len()).unwrap_or(0), ends };
            for &(term, child) in &sorted {
                node.edges.insert(term);
                children.push(child);
            }
            nodes.push(node);
        }
        Self { rules, sequences, nodes, children }
    }

    /// Appends the sequences that match `run` from its start, with the number of words each takes.
    pub fn candidates<'a>(&self, words: impl Fn(usize) -> Option<&'a Terms>, found: &mut Vec<(u32, u32)>) {
        self.walk(0, 0, &words, found);
        // The longest first; the earlier row where two take the same words.
        found.sort_unstable_by_key(|&(n, sequence)| (std::cmp::Reverse(n), sequence));
    }

    fn walk<'a>(&self, node: u32, n: u32, words: &impl Fn(usize) -> Option<&'a Terms>, found: &mut Vec<(u32, u32)>) {
        let node = &self.nodes[node as usize];
        let mut ends = node.ends;
        while ends > 0 {
            found.push((n, ends - 1));
            ends = self.sequences[ends as usize - 1].next;
        }
        let Some(word) = words(n as usize) else { return };
        node.edges.and(word).each(|term| {
            let child = self.children[(node.first + node.edges.rank(term)) as usize];
            self.walk(child, n + 1, words, found);
        });
    }

    /// Nodes of the tree, for those who watch its size.
    #[cfg(test)]
    #[must_use]
    pub fn n_nodes(&self) -> usize {
        self.nodes.len()
    }
}
