//! Which placements have which channels.
//!
//! A rule is a pattern, with `*` for any text and `?` for any character, of paths ("*/tube:*"), of names of logical volumes
//! ("volume:PMT*") or of sensitive detectors ("sensdet:PMT"). Placements that it names, and that have no channel yet, get the next
//! numbers in the order of placements. With "=copy" behind it the channel is the placement's copy number, with "=copy:1" that of
//! its mother, and so on.

use super::placement::Placements;
use super::read::{Auxiliary, Document};
use crate::geometry::Instance;
use crate::{Error, Result};

/// Which copy number a rule takes: how many mothers up; `None`: the next number.
type Level = Option<u32>;

/// Gives instances their channels; `detects`: those that have one where there are no rules.
pub(super) fn assign(
    rules: &[String],
    document: &Document,
    placements: &Placements,
    detects: &[bool],
    instances: &mut [Instance],
) -> Result<()> {
    let mut next = 0;
    if rules.is_empty() {
        for (instance, _) in instances.iter_mut().zip(detects).filter(|(_, detects)| **detects) {
            instance.channel = next;
            next += 1;
        }
        return Ok(());
    }
    for rule in rules {
        let (pattern, level) = parse(rule)?;
        let mut any = false;
        for (i, instance) in instances.iter_mut().enumerate() {
            if !names(pattern, document, placements, i) {
                continue;
            }
            any = true;
            if instance.channel >= 0 {
                continue;
            }
            instance.channel = match level {
                None => next,
                Some(level) => copy_number(placements, i, level, rule)?,
            };
            next = next.max(instance.channel.saturating_add(1));
        }
        if !any {
            return Err(Error::argument(format!("channels: \"{rule}\" names no placement")));
        }
    }
    Ok(())
}

fn parse(rule: &str) -> Result<(&str, Level)> {
    let Some((pattern, number)) = rule.rsplit_once('=') else { return Ok((rule, None)) };
    let level = match number {
        "copy" => Some(0),
        _ => number.strip_prefix("copy:").and_then(|level| level.parse().ok()),
    };
    match level {
        Some(level) => Ok((pattern, Some(level))),
        None => Err(Error::argument(format!(
            "channels: \"{rule}\" has ={number}; =copy or =copy:LEVEL is allowed"
        ))),
    }
}

fn copy_number(placements: &Placements, i: usize, level: u32, rule: &str) -> Result<i32> {
    let mut at = i as u32;
    for _ in 0..level {
        at = placements.all[at as usize].mother;
        if at as usize >= placements.all.len() {
            return Err(Error::argument(format!(
                "channels: \"{rule}\": {} is not {level} deep",
                placements.path(i as u32)
            )));
        }
    }
    let copy = placements.all[at as usize].copy;
    i32::try_from(copy).ok().filter(|copy| *copy >= 0).ok_or_else(|| {
        Error::argument(format!(
            "channels: \"{rule}\": {} has the copy number {copy}; 0 to {} is allowed",
            placements.path(at),
            i32::MAX
        ))
    })
}

fn names(pattern: &str, document: &Document, placements: &Placements, i: usize) -> bool {
    let placement = &placements.all[i];
    if let Some(pattern) = pattern.strip_prefix("volume:") {
        return matches(pattern, &placement.volume);
    }
    if let Some(pattern) = pattern.strip_prefix("sensdet:") {
        return sensitive(&document.volumes[placement.of].auxiliary).any(|name| matches(pattern, name));
    }
    matches(pattern, &placements.path(i as u32))
}

/// Names of a volume's sensitive detectors.
pub(super) fn sensitive(auxiliary: &[Auxiliary]) -> impl Iterator<Item = &str> {
    auxiliary.iter().filter(|one| one.kind == "SensDet").map(|one| &one.value[..])
}

/// Whether a text is what a pattern says.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t, mut star) = (0, 0, None);
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(c) if *c == '?' || *c == text[t] => (p, t) = (p + 1, t + 1),
            _ => match star {
                // The last star stands for one character more.
                Some((at, begun)) => {
                    star = Some((at, begun + 1));
                    (p, t) = (at + 1, begun + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns() {
        for (pattern, text) in [
            ("*", ""),
            ("*", "/world:0"),
            ("*/tube:*", "/world:0/tank:0/tube:17"),
            ("/world:0/*tube:?", "/world:0/a/tube:1"),
            ("a*b*c", "abbbcbc"),
            ("PMT", "PMT"),
        ] {
            assert!(matches(pattern, text), "{pattern} is {text}");
        }
        for (pattern, text) in
            [("", "a"), ("a", ""), ("PMT", "PMT2"), ("*/tube:?", "/tube:17"), ("a*b", "abc")]
        {
            assert!(!matches(pattern, text), "{pattern} is not {text}");
        }
    }

    #[test]
    fn rules() {
        assert_eq!(parse("*/tube:*").unwrap(), ("*/tube:*", None));
        assert_eq!(parse("volume:PMT=copy").unwrap(), ("volume:PMT", Some(0)));
        assert_eq!(parse("volume:PMT=copy:2").unwrap(), ("volume:PMT", Some(2)));
        let message = parse("volume:PMT=coopy").unwrap_err().to_string();
        assert_eq!(message, "channels: \"volume:PMT=coopy\" has =coopy; =copy or =copy:LEVEL is allowed");
    }
}
