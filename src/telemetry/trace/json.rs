//! Records in the JSON array format of Chrome's trace events, which Perfetto reads: also without the closing bracket, as
//! a process leaves it that ends in between.

use super::record::{Record, What};
use std::fmt::{Display, Write};

/// What records are written as.
pub struct Style {
    /// Number of the process in the trace.
    pub process: u32,
    /// Times are places in the order of records, and all threads are one.
    pub clockless: bool,
}

/// A text as JSON has it, with quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            // To a string: cannot fail.
            control if (control as u32) < 0x20 => drop(write!(out, "\\u{:04x}", control as u32)),
            other => out.push(other),
        }
    }
    out + "\""
}

/// Nanoseconds as microseconds, exactly.
struct Micros(u64);

impl Display for Micros {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:03}", self.0 / 1000, self.0 % 1000)
    }
}

/// Numbers of GPUs' lanes: those of the threads that serve them, and this.
const DEVICE: u32 = 1 << 20;

impl Style {
    /// The name of the process.
    pub fn process_name(&self, name: &str) -> String {
        self.name("process_name", 0, name)
    }

    /// The name of a thread's lane, or of that where its GPU's work is shown.
    pub fn lane_name(&self, lane: u32, name: &str, device: bool) -> String {
        match device {
            false => self.name("thread_name", lane, name),
            true => self.name("thread_name", lane + DEVICE, &format!("{name} (GPU's clock)")),
        }
    }

    fn name(&self, what: &str, lane: u32, name: &str) -> String {
        let (process, name) = (self.process, quoted(name));
        format!(
            "{{\"name\":\"{what}\",\"ph\":\"M\",\"pid\":{process},\"tid\":{lane},\"args\":{{\"name\":{name}}}}}"
        )
    }

    /// A record as objects with a comma between them, without one at the end. `place`: where it stands; `first`: where
    /// the first record of its event does.
    pub fn record(&self, of: &Record, place: u64, first: u64) -> String {
        let begin = if matches!(of.what, What::Event(_)) { first } else { place };
        let (start, end) =
            if self.clockless { (begin * 1000, place * 1000 + 1000) } else { (of.start, of.end) };
        let lane = if self.clockless { 0 } else { of.lane };
        let mut out = String::with_capacity(512);
        let written = match of.what {
            What::Stage(stage) if of.part.is_none() && stage == crate::telemetry::Stage::Queue => {
                // Later than the event's begin, within which it is shown.
                self.span(&mut out, of, "queue", "", (start + 1, end))
            }
            What::Stage(stage) => self.work(&mut out, of, (stage.name(), "stage"), lane, (start, end)),
            What::Device(stage) => {
                let lane = if self.clockless { 0 } else { lane + DEVICE };
                self.work(&mut out, of, (stage.name(), "device"), lane, (start, end))
            }
            What::Event(outcome) => self.span(&mut out, of, "event", outcome.name(), (start, end)),
            What::Queued(events, photons) => self.counters(&mut out, events, photons, start),
        };
        debug_assert!(written.is_ok(), "a string takes all");
        out
    }

    /// The work of a thread or a GPU.
    fn work(
        &self,
        out: &mut String,
        of: &Record,
        (name, category): (&str, &str),
        lane: u32,
        (start, end): (u64, u64),
    ) -> std::fmt::Result {
        let (process, duration) = (self.process, Micros(end.saturating_sub(start)));
        write!(
            out,
            "{{\"name\":\"{name}\",\"cat\":\"{category}\",\"ph\":\"X\",\"pid\":{process},\"tid\":{lane},\
             \"ts\":{},\"dur\":{duration},\"args\":",
            Micros(start)
        )?;
        arguments(out, of, None)?;
        out.write_str("}")
    }

    /// What overlaps with others of its kind: events, and their waits. In a lane of the event's own.
    fn span(
        &self,
        out: &mut String,
        of: &Record,
        name: &str,
        outcome: &str,
        (start, end): (u64, u64),
    ) -> std::fmt::Result {
        let (process, id) = (self.process, of.identity.number);
        for (phase, time) in [("b", start), ("e", end.max(start))] {
            write!(
                out,
                "{}{{\"name\":\"{name}\",\"cat\":\"event\",\"ph\":\"{phase}\",\"id\":{id},\"pid\":{process},\
                 \"tid\":0,\"ts\":{},\"args\":",
                if phase == "b" { "" } else { ",\n" },
                Micros(time)
            )?;
            arguments(out, of, (name == "event").then_some(outcome))?;
            out.write_str("}")?;
        }
        Ok(())
    }

    fn counters(&self, out: &mut String, events: u64, photons: u64, time: u64) -> std::fmt::Result {
        let process = self.process;
        for (name, value) in [("events queued", events), ("photons in flight", photons)] {
            let comma = if name == "events queued" { "" } else { ",\n" };
            write!(
                out,
                "{comma}{{\"name\":\"{name}\",\"ph\":\"C\",\"pid\":{process},\"tid\":0,\"ts\":{},\
                 \"args\":{{\"value\":{value}}}}}",
                Micros(time)
            )?;
        }
        Ok(())
    }
}

/// What an event or a part is.
fn arguments(out: &mut String, of: &Record, outcome: Option<&str>) -> std::fmt::Result {
    let identity = of.identity;
    write!(out, "{{\"event\":{},\"event_id\":{}", identity.number, identity.event_id)?;
    if identity.events != 1 {
        write!(out, ",\"events\":{}", identity.events)?;
    }
    if let Some(part) = of.part {
        write!(out, ",\"part\":{part}")?;
    }
    write!(out, ",\"photons\":{}", of.photons)?;
    if let Some(outcome) = outcome {
        write!(out, ",\"outcome\":\"{outcome}\"")?;
    }
    out.write_str("}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_quoted_so_that_json_gives_it_back() {
        for text in ["plain", "a \"quoted\" \\ back\\slash", "line\nfeed\ttab\r\u{0}\u{1f}", "µs, 光子"] {
            let parsed: String = serde_json::from_str(&quoted(text)).expect("JSON");
            assert_eq!(parsed, text);
        }
    }

    #[test]
    fn microseconds_keep_every_nanosecond() {
        assert_eq!(
            [0, 7, 1000, 123_456_789].map(|ns| Micros(ns).to_string()),
            ["0.000", "0.007", "1.000", "123456.789"]
        );
    }
}
