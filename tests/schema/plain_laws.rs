//! The laws of plain tables: what the text alone tells is what the server makes, and a text that the server
//! refuses is refused with the same words.
//!
//! The cases are the same in every run. `SANDSHIFT_LAWS=seed,cases` tries others.

use sandshift::backend::lexis::Lexis;
use sandshift::backend::scan::{Scanner, TokenKind};

use crate::known::Reader;
use crate::plain_texts::{Dice, text};

const CASES: u64 = 8;

/// Tables of a text that is read as a whole, and of one that is broken on purpose.
const TABLES: usize = 40;
const FEW_TABLES: usize = 6;

/// How many of a hundred tables are a little more than plain.
const ODD: usize = 15;

#[test]
fn a_plain_table_is_what_the_server_makes() {
    let (seed, cases) = chosen().unwrap_or((7, CASES));
    let reader = Reader::new();
    let (mut plain, mut odd) = (0, 0);
    for case in 0..cases {
        let mut dice = Dice::new(seed + case);
        let text_of_plain = text(&mut dice, TABLES, 0);
        let read = reader.read_plain(&text_of_plain);
        assert!(read.is_ok(), "{read:?}\n{text_of_plain}");
        plain += reader.same_as_anew(read, &text_of_plain);
        let text_of_odd = text(&mut dice, TABLES, ODD);
        odd += reader.same_as_anew(reader.read_plain(&text_of_odd), &text_of_odd);
    }
    let all = usize::try_from(cases).unwrap() * TABLES;
    eprintln!("{plain} of {all} plain tables were told, and {odd} of {all} with odd ones between");
    assert!(plain * 100 >= all * 95, "only {plain} of {all} plain tables were told");
    assert!(odd * 3 >= all, "only {odd} of {all} tables were told");
}

#[test]
fn a_broken_text_is_refused_with_the_words_of_the_server() {
    let (seed, cases) = chosen().unwrap_or((11, CASES));
    let reader = Reader::new();
    let mut refused = 0;
    for case in 0..cases * 6 {
        let mut dice = Dice::new(seed.wrapping_mul(1000) + case);
        let whole = text(&mut dice, FEW_TABLES, 5);
        let broken = broken(&mut dice, &whole);
        let read = reader.read_plain(&broken);
        refused += u64::from(read.is_err());
        reader.same_as_anew(read, &broken);
    }
    assert!(refused > cases, "only {refused} texts were refused");
}

/// The text with a word left out, said twice, or in the place of another one.
fn broken(dice: &mut Dice, text: &str) -> String {
    let tokens: Vec<_> = Scanner::new(text, &Lexis::POSTGRES).map(Result::unwrap).collect();
    let is_word = |kind| !matches!(kind, TokenKind::Space | TokenKind::Comment);
    let words: Vec<usize> = (0..tokens.len()).filter(|at| is_word(tokens[*at].kind)).collect();
    let (one, other) = (words[dice.below(words.len())], words[dice.below(words.len())]);
    let (what, mut broken) = (dice.below(3), String::new());
    for (at, token) in tokens.iter().enumerate() {
        match what {
            0 if at == one => {}
            1 if at == one => broken = broken + token.text + " " + token.text,
            2 if at == one => broken += tokens[other].text,
            _ => broken += token.text,
        }
    }
    broken
}

/// Seed and number of cases from the environment.
fn chosen() -> Option<(u64, u64)> {
    let text = std::env::var("SANDSHIFT_LAWS").ok()?;
    let (seed, cases) = text.split_once(',')?;
    Some((seed.parse().ok()?, cases.parse().ok()?))
}
