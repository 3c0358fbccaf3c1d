//! How near the places lie that the names of one article may mean.
//!
//! In: every choice of every name. Out: for each choice, the close places of other names. Found
//! once by cells of a grid, so that long articles with many namesakes stay linear.

use super::WINDOW;
use super::arithmetic::exp;
use super::disambiguate::Choice;

/// A place of another name close to a choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Close {
    /// The other name.
    pub name: u32,
    /// Its choice.
    pub choice: u32,
    /// 1 at no distance, 1/e at `near_km`; 1.5 for the county that a town lies in.
    pub much: f32,
}

/// The close places of every choice, by choice.
#[derive(Debug, Default)]
pub(super) struct Nearness {
    all: Vec<Close>,
    /// Where those of choice `c` begin in `all`; one more at the end.
    from: Vec<u32>,
}

/// Degrees a side: two cells are further than what counts.
const CELL: f32 = 3.0;
/// What nearness across a border counts: Dover is near Calais, but most news is of one country.
const ABROAD: f32 = 0.5;
/// Close places that are kept for one choice.
const MOST: usize = 24;

impl Nearness {
    /// Those of choice `c`, by name.
    pub fn of(&self, c: usize) -> &[Close] {
        &self.all[self.from[c] as usize..self.from[c + 1] as usize]
    }

    /// Finds all pairs. `name_of` tells the name of each choice.
    #[expect(clippy::cast_possible_truncation, reason = "a word is at least a byte, and articles are below 4 GB")]
    pub fn find(choices: &[Choice], name_of: &[u32], near_km: f32) -> Self {
        let mut cells: Vec<(u32, u32)> = choices
            .iter()
            .enumerate()
            .filter(|(_, c)| c.feature > 1)
            .map(|(i, c)| (cell(c.latitude, c.longitude, 0, 0), i as u32))
            .collect();
        cells.sort_unstable();
        let mut found =
            Self { all: Vec::with_capacity(choices.len() * 4), from: Vec::with_capacity(choices.len() + 1) };
        for (i, choice) in choices.iter().enumerate() {
            found.from.push(found.all.len() as u32);
            if choice.feature < 2 {
                continue;
            }
            let start = found.all.len();
            let own = name_of[i];
            for row in -1..=1 {
                // The three cells of a row are neighbours in the list, but for the antimeridian.
                let (low, high) =
                    (cell(choice.latitude, choice.longitude, row, -1), cell(choice.latitude, choice.longitude, row, 1));
                let first = cells.partition_point(|&(k, _)| k < low);
                for &(_, j) in cells[first..].iter().take_while(|&&(k, _)| k <= high).take(400) {
                    let name = name_of[j as usize];
                    if name == own || name.abs_diff(own) as usize > WINDOW {
                        continue;
                    }
                    let there = &choices[j as usize];
                    let km = kilometres(choice, there.latitude, there.longitude);
                    let much = if there.feature == 2 && choice.parent == Some(there.place) {
                        1.5
                    } else if km < near_km * 2.5 {
                        exp(-km / near_km) * if there.country == choice.country { 1.0 } else { ABROAD }
                    } else {
                        continue;
                    };
                    found.all.push(Close { name, choice: j, much });
                }
            }
            let mine = &mut found.all[start..];
            if mine.len() > MOST {
                mine.sort_unstable_by(|a, b| b.much.total_cmp(&a.much).then(a.choice.cmp(&b.choice)));
                found.all.truncate(start + MOST);
            }
            found.all[start..].sort_unstable_by_key(|c| (c.name, c.choice));
        }
        found.from.push(found.all.len() as u32);
        found
    }
}

/// Number of the cell of a point, moved by rows and columns: rows of 256, west to east.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=60 and 0..=120, moved by one")]
fn cell(latitude: f32, longitude: f32, row: i32, column: i32) -> u32 {
    let (y, x) = (((latitude + 90.0) / CELL) as i32 + row + 1, ((longitude + 180.0) / CELL) as i32 + column + 1);
    (y * 256 + x) as u32
}

/// Good to a few per cent below 1,000 km.
pub(super) fn kilometres(from: &Choice, latitude: f32, longitude: f32) -> f32 {
    let north = from.latitude - latitude;
    let mut east = (from.longitude - longitude).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    east *= from.shrink;
    111.2 * (north * north + east * east).sqrt()
}
