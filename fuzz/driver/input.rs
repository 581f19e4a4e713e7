//! Choices drawn from bytes: a fuzzer that changes a byte changes a choice.

/// Bytes that are used up from the front; an empty one gives zeros.
pub struct Input<'a> {
    bytes: &'a [u8],
}

impl<'a> Input<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes }
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    /// A number below `end`.
    pub fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    /// True about once in `n` times.
    pub fn once_in(&mut self, n: u8) -> bool {
        self.byte() % n == n - 1
    }

    pub fn bits(&mut self) -> u64 {
        (0..8).fold(0, |bits, _| bits << 8 | u64::from(self.byte()))
    }

    /// An index or count: mostly small, now and then at an edge of its type.
    pub fn index(&mut self) -> u32 {
        match self.byte() {
            200..=215 => u32::MAX,
            216..=225 => 1 << 31,
            226..=235 => i32::MAX as u32,
            236..=255 => self.bits() as u32,
            small => u32::from(small) % 5,
        }
    }

    /// A number: mostly ordinary, often special, sometimes of any bits.
    pub fn number(&mut self) -> f64 {
        const SPECIAL: [f64; 16] = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            5e-324,
            1e-40,
            -1e-310,
            f64::MAX,
            f32::MAX as f64,
            1e30,
            1e7,
            -1e7,
            1.0,
            -1.0,
            1e-30,
        ];
        match self.byte() {
            choice @ 200..=239 => SPECIAL[usize::from(choice) % SPECIAL.len()],
            240..=255 => f64::from_bits(self.bits()),
            ordinary => f64::from(ordinary) * f64::from(self.byte()) / 64.0 - f64::from(ordinary) / 4.0,
        }
    }

    pub fn numbers(&mut self, count: usize) -> Vec<f64> {
        (0..count).map(|_| self.number()).collect()
    }

    pub fn singles(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.number() as f32).collect()
    }

    pub fn vector(&mut self) -> [f64; 3] {
        [self.number(), self.number(), self.number()]
    }

    /// What is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.bytes)
    }
}
