//! What a kernel is called with.

use crate::named::Named;
use crate::{Result, memory};
use std::ffi::c_void;

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    /// A value of the program, copied: a number, a pointer, a struct.
    Value = 1,
    /// Of a pipeline: the address of the step's configuration block.
    Config = 2,
    /// Of a pipeline: the address of the step's telemetry block.
    Telemetry = 3,
    /// Of a pipeline: the address of its state.
    State = 4,
    /// Of a pipeline: the step's number, a uint64_t.
    Step = 5,
    /// Of a pipeline: the address of a uint32_t that is 0 when the step begins; what the kernel writes there is the step's
    /// code.
    Code = 6,
}

impl Named for Kind {
    const ALL: &'static [(Self, &'static str)] = &[
        (Self::Value, "value"),
        (Self::Config, "config"),
        (Self::Telemetry, "telemetry"),
        (Self::State, "state"),
        (Self::Step, "step"),
        (Self::Code, "code"),
    ];

    fn number(self) -> u32 {
        self as u32
    }
}

/// An argument; `value` is of the kind of that name alone.
#[derive(Debug, Clone, Copy)]
pub struct Argument<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its bytes.
    pub value: &'a [u8],
}

impl Argument<'_> {
    /// The size of the parameter that it is for.
    pub fn bytes(&self) -> usize {
        if self.kind == Kind::Value { self.value.len() } else { size_of::<u64>() }
    }
}

/// Where the blocks of a step are.
#[derive(Debug, Clone, Copy, Default)]
pub struct Places {
    /// The configuration's address.
    pub config: u64,
    /// The telemetry's.
    pub telemetry: u64,
    /// The state's.
    pub state: u64,
    /// The code's.
    pub code: u64,
    /// The step's number.
    pub step: u64,
}

/// Values with their addresses, as a launch takes them.
#[derive(Debug)]
pub struct Arguments {
    /// Aligned to what parameters may ask for.
    storage: Vec<[u64; 2]>,
    pointers: Vec<*mut c_void>,
    /// Where in `storage` those are that are no values.
    places: Vec<(Kind, usize)>,
}

// SAFETY: the pointers are to its own storage.
unsafe impl Send for Arguments {}
// SAFETY: as above; it is changed by who has it alone.
unsafe impl Sync for Arguments {}

impl Arguments {
    /// Values as given; what is none is 0 until it is set.
    pub fn new(given: &[Argument<'_>]) -> Result<Self> {
        let units = |argument: &Argument<'_>| argument.bytes().div_ceil(size_of::<[u64; 2]>()).max(1);
        let mut storage: Vec<[u64; 2]> = memory::room(given.iter().map(units).sum(), "arguments")?;
        let mut pointers = memory::room(given.len(), "arguments")?;
        let mut places = memory::room(given.len(), "arguments")?;
        for argument in given {
            let first = storage.len();
            storage.resize(first + units(argument), [0; 2]);
            match argument.kind {
                Kind::Value => bytemuck::cast_slice_mut(&mut storage[first..])[..argument.value.len()]
                    .copy_from_slice(argument.value),
                kind => places.push((kind, first)),
            }
        }
        let mut first = 0;
        for argument in given {
            pointers.push(storage[first..].as_mut_ptr().cast());
            first += units(argument);
        }
        Ok(Self { storage, pointers, places })
    }

    /// Says where the blocks of the next step are, and its number.
    pub fn set(&mut self, places: &Places) {
        for &(kind, at) in &self.places {
            self.storage[at][0] = match kind {
                Kind::Value => continue,
                Kind::Config => places.config,
                Kind::Telemetry => places.telemetry,
                Kind::State => places.state,
                Kind::Step => places.step,
                Kind::Code => places.code,
            };
        }
    }

    /// Whether there is one of a kind that is no value.
    pub fn has(&self, kind: Kind) -> bool {
        self.places.iter().any(|(found, _)| *found == kind)
    }

    /// The addresses of the values, valid while this lives; what is written there is the next launch's.
    pub fn pointers(&mut self) -> &mut [*mut c_void] {
        &mut self.pointers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_bytes_and_places_their_addresses() {
        let value = [1u8, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17];
        let of = |kind, value| Argument { kind, value };
        let given =
            [of(Kind::Config, &[][..]), of(Kind::Value, &value), of(Kind::Step, &[]), of(Kind::Code, &[])];
        let places = Places { config: 11, code: 12, step: 13, ..Places::default() };
        let mut made = Arguments::new(&given).expect("memory");
        made.set(&places);
        let read = |made: &mut Arguments, i: usize| {
            // SAFETY: words of the storage.
            unsafe { made.pointers()[i].cast::<u64>().read() }
        };
        assert_eq!([0, 2, 3].map(|i| read(&mut made, i)), [11, 13, 12]);
        // SAFETY: as many bytes as were given.
        let bytes = unsafe { std::slice::from_raw_parts(made.pointers()[1].cast::<u8>(), value.len()) };
        assert_eq!(bytes, value);
        made.set(&Places { step: 99, ..places });
        assert_eq!([0, 2].map(|i| read(&mut made, i)), [11, 99]);
        assert!(made.has(Kind::Step) && !Arguments::new(&given[..2]).expect("memory").has(Kind::Step));
        let sizes: Vec<usize> = given.iter().map(Argument::bytes).collect();
        assert_eq!(sizes, [8, 17, 8, 8]);
    }
}
